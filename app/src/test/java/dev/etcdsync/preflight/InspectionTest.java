package dev.etcdsync.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import dev.etcdsync.model.Witness;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedServer;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.SimulatedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InspectionTest {
  private static final Key PREFIX = Key.of("/registry/");
  private static final String SECRET = "hunter2";

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final SimulatedServer there =
      new SimulatedServer(world, new SimulatedStore(Side.PRIMARY, 0x11));
  private SimulatedServer here = new SimulatedServer(world, new SimulatedStore(Side.STANDBY, 0x22));

  /** Who asks the standby's apiserver. */
  private Optional<ObjectReader> reader = Optional.empty();

  @AfterEach
  void close() {
    world.close();
  }

  private static void object(
      SimulatedServer server, String key, String kind, String uid, String more) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    server
        .store()
        .put(
            PREFIX.append(key),
            Value.of(
                "{\"kind\":\"%s\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"%s\"%s,\"data\":\"%s\"}"
                    .formatted(kind, name, uid, more, SECRET)),
            "kubectl");
  }

  private static String ownedBy(String apiVersion, String kind, String name, String uid) {
    return ",\"ownerReferences\":[{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\"}]}"
        .formatted(apiVersion, kind, name, uid);
  }

  private static String address(String address) {
    return "},\"spec\":{\"clusterIP\":\"%s\",\"clusterIPs\":[\"%s\"]}".formatted(address, address);
  }

  private Report inspect() {
    long primaryRevision = there.store().revision();
    long standbyRevision = here.store().revision();
    Report report;
    try (Etcd primary = there.connect(SimulatedClient.test());
        Etcd standby = here.connect(SimulatedClient.test())) {
      Inspection inspection =
          new Inspection(
              primary,
              standby,
              LinkKeys.of("main"),
              KubernetesScope.of(ScopeRules.none(), PREFIX.toString()),
              reader,
              new Answers(world.clock(), Duration.ofSeconds(5)),
              world.clock());
      inspection.endpoints(Side.PRIMARY, Map.of("http://a:1", primary));
      inspection.endpoints(Side.STANDBY, Map.of("http://b:1", standby));
      report = inspection.report();
    }
    assertThat(there.store().revision()).as("written to the primary").isEqualTo(primaryRevision);
    assertThat(here.store().revision()).as("written to the standby").isEqualTo(standbyRevision);
    assertThat(report.toString()).doesNotContain(SECRET);
    return report;
  }

  private static Line line(Report report, String about) {
    return report.lines().stream()
        .filter(it -> it.about().equals(about))
        .findFirst()
        .orElseThrow(() -> new AssertionError(about + " in " + report));
  }

  @Test
  void nothingFailsWhereAStandbyIsEmpty() {
    object(there, "deployments/team-a/web", "Deployment", "u-web", "}");
    object(there, "cronjobs/team-a/nightly", "CronJob", "u-n", "}");
    there
        .store()
        .put(PREFIX.append("secrets/team-a/s"), Value.of("k8s:enc:aescbc:v1:key1:xx"), "k");
    Report report = inspect();
    assertThat(report.isFailed()).as(report.toString()).isFalse();
    assertThat(line(report, "extent").found()).startsWith("3 keys may be in scope");
    assertThat(line(report, "workloads").found()).contains("1 deployments", "1 cronjobs (1 held)");
    assertThat(line(report, "encryption").found()).contains("aescbc:v1 key \"key1\" for secrets");
    assertThat(line(report, "two etcds").outcome()).isEqualTo(Outcome.PASS);
  }

  /** As a link leaves it that has copied up to a revision. */
  private void link(long cluster, long revision, Optional<Witness> witness) {
    Checkpoint checkpoint =
        new Checkpoint(
            cluster, new Position.At(revision), witness, 1, 0, Optional.empty(), Instant.EPOCH);
    here.store()
        .put(
            LinkKeys.of("main").checkpoint(), new Documents().write(checkpoint), "another process");
  }

  @Test
  void asksTheGuardsOverAnExistingLink() {
    for (int i = 0; i < 9; i++) {
      object(there, "configmaps/team-a/c" + i, "ConfigMap", "u-" + i, "}");
    }
    long now = there.store().revision();
    assertThat(line(inspect(), "unknown-format").found()).contains("first copy");
    link(0x11, now, Optional.empty());
    assertThat(line(inspect(), "identity").outcome()).isEqualTo(Outcome.PASS);
    assertThat(line(inspect(), "unknown-format").outcome()).isEqualTo(Outcome.PASS);

    Witness last = Witness.of(there.store().history().getLast());
    link(0x11, now, Optional.of(last));
    assertThat(line(inspect(), "identity").outcome()).isEqualTo(Outcome.PASS);
    there.store().delete(PREFIX.append("configmaps/team-a/c8"), "c");
    link(0x11, now + 1, Optional.of(new Witness(last.key(), now - 1, last.digest(), true)));
    assertThat(line(inspect(), "identity").outcome()).isEqualTo(Outcome.FAIL);
    assertThat(line(inspect(), "identity").found()).contains("otherwise than it was copied");

    link(0x33, now, Optional.empty());
    assertThat(line(inspect(), "identity").outcome()).isEqualTo(Outcome.FAIL);
    assertThat(line(inspect(), "identity").found()).contains("cluster 33");
    link(0x11, now + 100, Optional.empty());
    assertThat(line(inspect(), "primary-behind").outcome()).isEqualTo(Outcome.FAIL);

    here.store().put(LinkKeys.of("main").checkpoint(), Value.of("{\"version\":9}"), "later");
    Report report = inspect();
    assertThat(report.isFailed()).isTrue();
    assertThat(line(report, "unknown-format").outcome()).isEqualTo(Outcome.FAIL);
  }

  private Outcome askingFor(Key key, ObjectReader.Outcome answer) {
    reader =
        Optional.of(asked -> {
          assertThat(asked).isEqualTo(key);
          return CompletableFuture.completedFuture(answer);
        });
    return line(inspect(), "standby apiserver").outcome();
  }

  @Test
  void asksTheStandbysApiserverWhereSomethingIsEncrypted() {
    assertThat(line(inspect(), "standby apiserver").outcome()).isEqualTo(Outcome.PASS);
    Key secret = PREFIX.append("secrets/team-a/s");
    there.store().put(secret, Value.of("k8s:enc:aescbc:v1:key1:xx"), "k");
    assertThat(line(inspect(), "standby apiserver").outcome()).isEqualTo(Outcome.WARN);

    assertThat(askingFor(secret, new ObjectReader.Outcome.NoAnswer("it is forbidden")))
        .isEqualTo(Outcome.FAIL);
    assertThat(line(inspect(), "standby apiserver").found()).contains("it is forbidden");
    assertThat(askingFor(secret, new ObjectReader.Outcome.NotServed())).isEqualTo(Outcome.WARN);
    assertThat(askingFor(secret, new ObjectReader.Outcome.Absent())).isEqualTo(Outcome.PASS);
    long there = here.store().put(secret, Value.of("k8s:enc:aescbc:v1:key1:yy"), "k");
    assertThat(askingFor(secret, new ObjectReader.Outcome.Absent())).isEqualTo(Outcome.FAIL);
    assertThat(askingFor(secret, new ObjectReader.Outcome.Understood(there)))
        .isEqualTo(Outcome.PASS);
    assertThat(askingFor(secret, new ObjectReader.Outcome.Understood(there + 7)))
        .isEqualTo(Outcome.FAIL);
    assertThat(askingFor(secret, new ObjectReader.Outcome.Unreadable("no key")))
        .isEqualTo(Outcome.FAIL);
  }

  @Test
  void namesWhatACopyWouldOrphan() {
    object(there, "deployments/team-a/web", "Deployment", "u-there", "}");
    object(here, "deployments/team-a/web", "Deployment", "u-here", "}");
    object(
        here,
        "replicasets/team-a/web-1",
        "ReplicaSet",
        "u-rs",
        ownedBy("apps/v1", "Deployment", "web", "u-here"));
    object(
        here,
        "replicasets/team-a/other",
        "ReplicaSet",
        "u-o",
        ownedBy("apps/v1", "Deployment", "web", "u-earlier"));
    Line line = line(inspect(), "ownership");
    assertThat(line.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(line.keys())
        .containsExactly("/registry/replicasets/team-a/web-1 of /registry/deployments/team-a/web");
    object(there, "deployments/team-a/web", "Deployment", "u-here", "}");
    assertThat(line(inspect(), "ownership").outcome()).isEqualTo(Outcome.PASS);
  }

  @Test
  void namesAddressesThatAreTaken() {
    object(there, "services/specs/team-a/web", "Service", "u-1", address("10.96.0.7"));
    object(there, "services/specs/team-a/both", "Service", "u-2", address("10.96.0.8"));
    object(there, "services/specs/team-a/headless", "Service", "u-3", address("None"));
    object(here, "services/specs/team-a/both", "Service", "u-4", address("10.96.0.8"));
    object(here, "services/specs/kube-system/dns", "Service", "u-5", address("10.96.0.7"));
    object(here, "services/specs/kube-system/none", "Service", "u-6", address("None"));
    Line line = line(inspect(), "service addresses");
    assertThat(line.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(line.keys())
        .containsExactly(
            "10.96.0.7: /registry/services/specs/team-a/web and"
                + " /registry/services/specs/kube-system/dns");
  }

  @Test
  void oneEtcdOnBothSidesIsFoundWhereAFenceStands() {
    here = there;
    assertThat(line(inspect(), "two etcds").outcome()).isEqualTo(Outcome.WARN);
    there
        .store()
        .put(
            LinkKeys.of("main").fence(),
            new Documents().write(new Fence(1, "p", "n", 0x11, 0x11)),
            "leader");
    assertThat(line(inspect(), "two etcds").outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void aLinkInTheOtherDirectionFails() {
    there
        .store()
        .put(
            LinkKeys.of("back").fence(),
            new Documents().write(new Fence(1, "p", "n", 0x22, 0x11)),
            "leader");
    assertThat(line(inspect(), "reverse link").outcome()).isEqualTo(Outcome.FAIL);
  }

  private static Promotion promotion(Stage stage) {
    return Promotion.begin("p", Instant.EPOCH).at(stage, Instant.EPOCH);
  }

  @Test
  void aLinkBackThatWasPromotedIsNone() {
    LinkKeys back = LinkKeys.of("back");
    there
        .store()
        .put(back.fence(), new Documents().write(new Fence(1, "p", "n", 0x22, 0x11)), "leader");
    there
        .store()
        .put(back.promotion(), new PromotionDocument().write(promotion(Stage.LIFTING)), "p");
    assertThat(line(inspect(), "reverse link").outcome()).isEqualTo(Outcome.FAIL);
    there
        .store()
        .put(back.promotion(), new PromotionDocument().write(promotion(Stage.PROMOTED)), "p");
    assertThat(line(inspect(), "reverse link").outcome()).isEqualTo(Outcome.PASS);
  }

  @Test
  void aStandbyThatWasPromotedFailsThroughWhicheverLink() {
    assertThat(line(inspect(), "promotion").outcome()).isEqualTo(Outcome.PASS);
    Key other = LinkKeys.of("other").promotion();
    here.store().put(other, new PromotionDocument().write(promotion(Stage.DRAINING)), "p");
    assertThat(line(inspect(), "promotion").outcome())
        .as("another link's that can be taken back")
        .isEqualTo(Outcome.PASS);
    here.store().put(other, new PromotionDocument().write(promotion(Stage.PROMOTED)), "p");
    Line line = line(inspect(), "promotion");
    assertThat(line.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(line.found()).contains("promoted through the link \"other\"");
    here.store().put(other, Value.of("{\"version\":2}"), "newer");
    assertThat(line(inspect(), "promotion").outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void whoReadsTheStandbyAsAPrimaryIsNeverAPass() {
    assertThat(line(inspect(), "standby as a primary").outcome()).isEqualTo(Outcome.WARN);
  }

  @Test
  void anOldVersionAndAFullEtcdFail() {
    there.version("3.5.20");
    here.store().setFull(true);
    Report report = inspect();
    assertThat(line(report, "primary endpoint http://a:1").outcome()).isEqualTo(Outcome.FAIL);
    assertThat(line(report, "standby endpoint http://b:1").found()).contains("NOSPACE");
  }
}
