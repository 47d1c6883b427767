package dev.etcdsync.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.kube.ScopeTable;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedServer;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SurveyTest {
  private static final String PREFIX = "/registry/";

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final SimulatedServer server =
      new SimulatedServer(world, new SimulatedStore(Side.PRIMARY, 0x11));
  private final Answers answers = new Answers(world.clock(), Duration.ofSeconds(5));
  private final List<Long> progress = new ArrayList<>();

  @AfterEach
  void close() {
    world.close();
  }

  private void put(String key, String value) {
    server.store().put(Key.of(PREFIX + key), Value.of(value), "kubectl");
  }

  private void object(String key, String kind, String uid, String... owners) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    put(
        key,
        "{\"kind\":\"%s\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"%s\",\"ownerReferences\":[%s]}}"
            .formatted(kind, name, uid, String.join(",", owners)));
  }

  private static String owner(String apiVersion, String kind, String name, String uid) {
    return "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\"}"
        .formatted(apiVersion, kind, name, uid);
  }

  private void namespace(String name) {
    object("namespaces/" + name, "Namespace", "u-" + name);
  }

  private SurveyResult survey() {
    return survey(ScopeRules.none());
  }

  private SurveyResult survey(ScopeRules rules) {
    Key prefix = Key.of(PREFIX);
    try (Etcd primary = server.connect(SimulatedClient.test())) {
      return new Survey(
              primary,
              ScopeTable.of(rules, prefix),
              prefix,
              answers,
              (keys, total) -> {
                assertThat(total).isPositive();
                progress.add(keys);
              })
          .run();
    }
  }

  private static ResourceCount of(SurveyResult result, String storedAs) {
    return result.resources().stream()
        .filter(it -> it.storedAs().equals(storedAs))
        .findFirst()
        .orElseThrow();
  }

  private static List<Long> numbers(ResourceCount count) {
    return List.of(count.keys(), count.in(), count.out(), count.held());
  }

  @Test
  void countsByResourceAndSaysWhy() {
    namespace("team-a");
    namespace("kube-system");
    for (int i = 0; i < 5; i++) {
      object("configmaps/team-a/c" + i, "ConfigMap", "u-c" + i);
    }
    for (int i = 0; i < 3; i++) {
      object("configmaps/kube-system/c" + i, "ConfigMap", "u-k" + i);
    }
    object("cronjobs/team-a/nightly", "CronJob", "u-cj");
    for (int i = 0; i < 4; i++) {
      object(
          "jobs/team-a/nightly-" + i,
          "Job",
          "u-j" + i,
          owner("batch/v1", "CronJob", "nightly", "u-cj"));
      object(
          "configmaps/team-a/of-job-" + i,
          "ConfigMap",
          "u-cj" + i,
          owner("batch/v1", "Job", "nightly-" + i, "u-j" + i));
    }
    object("minions/n1", "Node", "u-n1");
    put("compact_rev_key_of_somebody", "x");
    server.store().put(Key.of("/elsewhere/x"), Value.of("x"), "kubectl");

    SurveyResult result = survey();

    assertThat(result.revision()).isEqualTo(server.store().revision());
    assertThat(result.resources().stream().map(ResourceCount::storedAs))
        .containsExactly("configmaps", "cronjobs", "jobs", "minions", "namespaces", "(other keys)");
    ResourceCount configMaps = of(result, "configmaps");
    assertThat(numbers(configMaps)).containsExactly(12L, 5L, 3L, 4L);
    assertThat(configMaps.reasons().stream().map(Reason::keys)).containsExactly(5L, 4L, 3L);
    assertThat(configMaps.reasons().get(1).text())
        .as("one reason for all, whatever the owners are called")
        .startsWith("its owner, a Job, is held by the table's row");
    assertThat(configMaps.reasons().get(2).text()).contains("namespace kube-system");
    assertThat(numbers(of(result, "cronjobs"))).containsExactly(1L, 0L, 0L, 1L);
    assertThat(of(result, "minions").api()).isEqualTo("nodes");
    assertThat(numbers(of(result, "minions"))).containsExactly(1L, 0L, 1L, 0L);
    assertThat(numbers(of(result, "(other keys)"))).containsExactly(1L, 1L, 0L, 0L);
    assertThat(result.dangling()).isEmpty();
    assertThat(result.namespaces()).isEmpty();
    assertThat(progress).hasSize(21).isSorted();
  }

  @Test
  void namesWhatLeansOnSomethingThatTheStandbyWillNotHave() {
    namespace("team-a");
    object("configmaps/team-a/owner", "ConfigMap", "u-owner");
    String solid = owner("v1", "ConfigMap", "owner", "u-owner");
    String gone = owner("v1", "ConfigMap", "gone", "u-gone");
    String remade = owner("v1", "ConfigMap", "owner", "u-earlier");
    String node = owner("v1", "Node", "n1", "u-n1");
    String younger = owner("apps/v1", "StatefulSet", "db", "u-db");
    object("minions/n1", "Node", "u-n1");
    object("statefulsets/team-a/db", "StatefulSet", "u-db");
    object("configmaps/team-a/fine", "ConfigMap", "u-1", solid);
    object("configmaps/team-a/adopted", "ConfigMap", "u-2", younger);
    object("configmaps/team-a/orphan", "ConfigMap", "u-3", gone);
    object("configmaps/team-a/half", "ConfigMap", "u-4", solid, gone);
    object("configmaps/team-a/of-remade", "ConfigMap", "u-5", remade);
    object("configmaps/team-a/of-node", "ConfigMap", "u-6", node, gone);
    put(
        "persistentvolumes/pv",
        "{\"kind\":\"PersistentVolume\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"pv\",\"uid\":\"u-pv\"},"
            + "\"spec\":{\"claimRef\":{\"kind\":\"PersistentVolumeClaim\",\"namespace\":\"team-a\",\"name\":\"data\",\"uid\":\"u-data\"}}}");

    SurveyResult result = survey();

    assertThat(
            result.dangling().stream()
                .map(it ->
                    it.key().without(Key.of(PREFIX))
                        + " | "
                        + it.other()
                        + " | "
                        + it.why()
                        + " | "
                        + it.effect()))
        .containsExactlyInAnyOrder(
            "configmaps/team-a/half | its owner, the ConfigMap gone | the primary does not have it |"
                + " the standby's garbage collector takes the reference away",
            "configmaps/team-a/of-node | its owner, the Node n1 | "
                + whyNode(result)
                + " | "
                + "the standby's garbage collector deletes it",
            "configmaps/team-a/of-node | its owner, the ConfigMap gone | the primary does not have"
                + " it | the standby's garbage collector deletes it",
            "configmaps/team-a/of-remade | its owner, the ConfigMap owner | the primary does not"
                + " have it | the standby's garbage collector deletes it",
            "configmaps/team-a/orphan | its owner, the ConfigMap gone | the primary does not have"
                + " it | the standby's garbage collector deletes it",
            "persistentvolumes/pv | the PersistentVolumeClaim team-a/data | the primary does not"
                + " have it | the standby's controller releases it");
    assertThat(whyNode(result)).startsWith("it is out: the table's row \"out nodes");
  }

  private static String whyNode(SurveyResult result) {
    return result.dangling().stream()
        .filter(it -> it.other().contains("Node"))
        .map(Dangling::why)
        .findFirst()
        .orElse("not found");
  }

  @Test
  void whatIsHeldMayLeanOnWhatIsHeld() {
    namespace("team-a");
    object("cronjobs/team-a/c", "CronJob", "u-c");
    object("jobs/team-a/j", "Job", "u-j", owner("batch/v1", "CronJob", "c", "u-c"));
    object("jobs/team-a/lone", "Job", "u-l", owner("batch/v1", "CronJob", "gone", "u-gone"));
    SurveyResult result = survey();
    assertThat(result.dangling()).hasSize(1);
    assertThat(result.dangling().getFirst().placement()).isEqualTo(Placement.HELD);
    assertThat(result.dangling().getFirst().key()).isEqualTo(Key.of(PREFIX + "jobs/team-a/lone"));
  }

  @Test
  void namesNamespacesThatWent() {
    object("configmaps/was-here/c", "ConfigMap", "u-1");
    object("secrets/was-here/s", "Secret", "u-2");
    namespace("sandbox");
    object("configmaps/sandbox/kept", "ConfigMap", "u-3");
    object("configmaps/sandbox/not", "ConfigMap", "u-4");
    ScopeRules rules =
        new ScopeRules(
            List.of(),
            List.of("sandbox"),
            List.of(),
            List.of(),
            List.of(),
            List.of("/registry/configmaps/sandbox/kept"),
            List.of());
    assertThat(survey(rules).namespaces())
        .containsExactly(
            new LostNamespace(
                "sandbox", 1, "the Namespace is out: the rule \"sandbox\" in scope.namespaces.out"),
            new LostNamespace("was-here", 2, "the primary has no such Namespace any more"));
  }

  @Test
  void saysHowManyCannotBeRead() {
    namespace("team-a");
    put("secrets/team-a/s", "k8s:enc:aescbc:v1:key1:xxxx");
    put("configmaps/team-a/c", "damaged");
    SurveyResult result = survey();
    assertThat(result.unreadable()).isEqualTo(2);
    assertThat(of(result, "secrets").in()).isEqualTo(1);
  }

  @Test
  void beginsAnewWhereTheRevisionIsCompactedAndEndsAtLast() {
    namespace("team-a");
    for (int i = 0; i < 100; i++) {
      object("configmaps/team-a/c" + i, "ConfigMap", "u-c" + i);
    }
    int[] left = {1};
    Key prefix = Key.of(PREFIX);
    try (Etcd primary = server.connect(SimulatedClient.test())) {
      Survey.Progress compacting =
          (keys, total) -> {
            if (keys == 50 && left[0]-- > 0) {
              object("configmaps/team-a/more", "ConfigMap", "u-more");
              server.store().compact(server.store().revision());
            }
          };
      Survey survey =
          new Survey(
              primary, ScopeTable.of(ScopeRules.none(), prefix), prefix, answers, compacting);
      assertThat(of(survey.run(), "configmaps").keys()).isEqualTo(101);
      left[0] = 10;
      assertThatThrownBy(survey::run).isInstanceOf(EtcdException.class);
    }
  }
}
