package dev.etcdsync.kind;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.planes.Findings;
import dev.etcdsync.planes.Heals;
import dev.etcdsync.planes.Inventory;
import dev.etcdsync.planes.ObjectId;
import dev.etcdsync.planes.Resource;
import dev.etcdsync.real.Program;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A standby with a node and all of its controllers, while the link follows. */
@Tag("kind")
@Tag("alone")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveNodesIT {
  @RegisterExtension static final KindClusters CLUSTERS = KindClusters.withTwoServiceNetworks();

  private static final Duration SETTLING = Duration.ofMinutes(2);

  /** Nothing is deleted from the first; the second one is changed. */
  private final String kept = Workloads.namespace("kept");

  private final String changed = Workloads.namespace("changed");
  private final List<String> namespaces = List.of(kept, changed);
  private KindPair pair;
  private Program program;

  @BeforeAll
  void follow(KindPair given) {
    pair = given;
    Workloads.make(pair.primary(), namespaces);
    program = pair.follow();
  }

  @AfterAll
  void end() {
    if (program != null) {
      pair.end(program);
    }
    Workloads.delete(pair.primary(), namespaces);
    Workloads.delete(pair.standby(), namespaces);
  }

  @Test
  void kubectlListsEverythingAndReadsWhatThePrimaryHas() {
    pair.standby()
        .await(
            "objects read alike",
            () -> pair.unlike(List.of(kept)).isEmpty(),
            () -> "primary and standby: " + pair.unlike(List.of(kept)) + "\n" + program.evidence());
    assertThat(Inventory.of(pair.standby().kubectl()).in(List.of(kept)).objects().values())
        .filteredOn(object -> ObjectId.of(object).namespace().equals(kept))
        .as("objects of the namespace on the standby")
        .hasSizeGreaterThan(20);
  }

  /** Pods are out of scope: the replicated ReplicaSets, StatefulSets and DaemonSets make others. */
  @Test
  void theStandbysNodeRunsPodsOfItsOwnForTheReplicatedWorkloads() {
    awaitPods(kept, Workloads.PODS);
    Pods there = Pods.of(pair.primary(), kept).without(Workloads.JOBS);
    Pods here = Pods.of(pair.standby(), kept);
    assertThat(here.uids()).doesNotContainAnyElementsOf(there.uids());
    assertThat(here.owners()).isEqualTo(there.owners());
    assertThat(here.nodes()).containsExactly(pair.standby().node());
    pair.standby()
        .await(
            "the Service leads to these pods",
            () -> endpoints(pair.standby(), "web").equals(here.of("web").addresses()));
    assertThat(names(pair.standby(), "nodes")).containsExactly(pair.standby().node());
  }

  /** That is: no application has another pod. The Jobs are held. */
  private void awaitPods(String namespace, Map<String, Integer> count) {
    Map<String, Integer> wanted = new TreeMap<>(count);
    if (volumesBelongToNodes()) {
      wanted.remove("store");
    }
    pair.standby()
        .await(
            "the standby runs " + wanted + " in " + namespace,
            () -> Pods.of(pair.standby(), namespace).running().count().equals(wanted));
  }

  /** As with the provisioner of images that kind publishes: the standby's node cannot have them. */
  private boolean volumesBelongToNodes() {
    return pair.primary().get("persistentvolumes").stream()
        .anyMatch(volume -> volume.path("spec").has("nodeAffinity"));
  }

  private static Set<String> names(KindCluster cluster, String... of) {
    Set<String> names = new TreeSet<>();
    cluster.get(of).forEach(item -> names.add(item.at("/metadata/name").asText()));
    return names;
  }

  /** Where a Service of a namespace leads to. */
  private Set<String> endpoints(KindCluster cluster, String service) {
    Set<String> addresses = new TreeSet<>();
    cluster
        .get(
            "endpointslices",
            "--namespace=" + kept,
            "--selector=kubernetes.io/service-name=" + service)
        .forEach(slice ->
            slice
                .path("endpoints")
                .forEach(endpoint -> addresses.add(endpoint.at("/addresses/0").asText())));
    return addresses;
  }

  @Test
  void claimsStayBoundToTheVolumesThatThePrimaryBoundThemTo() {
    Map<String, String> there = boundVolumes(pair.primary());
    assertThat(there).as("the primary's claims").containsOnlyKeys("data-store-0");
    pair.standby()
        .await(
            "the standby's claims are bound to the same volumes",
            () -> boundVolumes(pair.standby()).equals(there));
    assertThat(pair.record().deletionsBelow("persistentvolumes"))
        .as("deleted volumes")
        .noneMatch(change -> there.values().stream().anyMatch(change::contains));
    assertThat(pair.standby().get("persistentvolumes"))
        .as("volumes")
        .filteredOn(volume -> there.containsValue(volume.at("/metadata/name").asText()))
        .isNotEmpty()
        .allMatch(volume -> volume.at("/status/phase").asText().equals("Bound"));
  }

  /** The claims of a namespace that both sides, claim and volume, say are bound. */
  private Map<String, String> boundVolumes(KindCluster cluster) {
    Map<String, String> claimOf = new TreeMap<>();
    for (JsonNode volume : cluster.get("persistentvolumes")) {
      claimOf.put(volume.at("/metadata/name").asText(), volume.at("/spec/claimRef/uid").asText());
    }
    Map<String, String> bound = new TreeMap<>();
    for (JsonNode claim : cluster.get("persistentvolumeclaims", "--namespace=" + kept)) {
      String volume = claim.at("/spec/volumeName").asText();
      if (claim.at("/status/phase").asText().equals("Bound")
          && claim.at("/metadata/uid").asText().equals(claimOf.get(volume))) {
        bound.put(claim.at("/metadata/name").asText(), volume);
      }
    }
    return bound;
  }

  @Test
  void whatIsScaledAndDeletedOnThePrimaryIsScaledAndDeletedOnTheStandbysNode() {
    pair.primary()
        .kubectl()
        .run("scale", "deployment/web", "--replicas=4", "--namespace=" + changed);
    Map<String, Integer> scaled = new TreeMap<>(Workloads.PODS);
    scaled.put("web", 4);
    awaitPods(changed, scaled);
    pair.primary().kubectl().run("delete", "daemonset/agent", "--namespace=" + changed);
    scaled.remove("agent");
    awaitPods(changed, scaled);
  }

  /** The collector is proved to be awake, and to know the kinds, within the minute. */
  @Test
  void nothingIsCollectedNothingHeldRunsAndHealingComesToAnEnd() {
    Heals heals =
        Heals.inTheMinuteAfterSettling(
            program,
            SETTLING,
            pair::status,
            () -> {
              pair.awaitCollector(Resource.CONFIG_MAP);
              pair.awaitCollector(Workloads.SHELF);
            });
    System.out.println("LiveNodesIT: in a minute " + heals);
    heals.expectNoneUnnamed();
    assertThat(pair.record().puts(List.of(kept), "replicasets")).as("the record").isNotEmpty();
    assertThat(pair.record().deletions(List.of(kept))).as("deleted").isEmpty();
    pair.standby()
        .await(
            "the standby holds a Job of the primary's CronJob",
            () -> pair.held("/registry/jobs/" + kept + "/") > 0);
    assertThat(pair.record().puts(namespaces, "cronjobs")).as("CronJobs").isEmpty();
    assertThat(pair.record().puts(namespaces, "jobs")).as("Jobs").isEmpty();
    assertThat(Pods.of(pair.standby(), kept).of(Workloads.JOBS).all()).as("their pods").isEmpty();
  }

  @Test
  void checkFindsOnlyWhatControllersHaveWritten() {
    Findings findings = Findings.of(pair.command("check"));
    findings.expectOnlyTheWorkOfOthers(pair.record());
    System.out.println("LiveNodesIT: " + findings);
  }
}
