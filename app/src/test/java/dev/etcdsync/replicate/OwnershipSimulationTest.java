package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Objects of the standby's own that have an owner there which the primary has, too. */
@Timeout(120)
class OwnershipSimulationTest {
  private static final String REGISTRY = "/registry/";
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final Key DEPLOYMENT = Key.of("/registry/deployments/team-a/web");
  private static final Key REPLICA_SET = Key.of("/registry/replicasets/team-a/web-1");
  private static final Key POD = Key.of("/registry/pods/team-a/web-1-x");

  private final Simulation simulation = new Simulation(1, 1);

  @BeforeEach
  void prepare() {
    replicate(List.of());
    onPrimary(DEPLOYMENT, "Deployment", "there", "");
    onPrimary(Key.of("/registry/configmaps/team-b/c"), "ConfigMap", "c", "");
  }

  @AfterEach
  void close() {
    simulation.close();
  }

  private void replicate(List<String> namespacesOut) {
    ScopeRules rules =
        new ScopeRules(
            List.of(), namespacesOut, List.of(), List.of(), List.of(), List.of(), List.of());
    simulation.replicate(KubernetesScope.of(rules, REGISTRY), KubernetesScope::read);
  }

  private static Value object(String kind, String uid, String owners) {
    return Value.of(
        "{\"kind\":\"%s\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"n\",\"uid\":\"%s\"%s}}"
            .formatted(kind, uid, owners));
  }

  private static String ownedBy(String kind, String name, String uid) {
    return ",\"ownerReferences\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\"}]"
        .formatted(kind, name, uid);
  }

  private void onPrimary(Key key, String kind, String uid, String owners) {
    simulation.primary().store().put(key, object(kind, uid, owners), "client");
  }

  private void onStandby(Key key, String kind, String uid, String owners) {
    simulation.standby().store().put(key, object(kind, uid, owners), "controller");
  }

  private boolean isCopied() {
    return simulation.judge().isLevel()
        && simulation.status().path("phase").asText().equals("following");
  }

  private void awaitCopied() {
    assertThat(simulation.world().runUntil(this::isCopied, SOON))
        .as(simulation.status().toString())
        .isTrue();
  }

  private void stop(SimulatedProcess engine) {
    simulation.stop(engine);
    assertThat(simulation.world().runUntil(engine::isOver, SOON)).isTrue();
  }

  private String sentence() {
    return simulation.status().path("parked").path("sentence").asText();
  }

  private long written() {
    return simulation.standby().store().entries(Simulation.REGISTRY).values().stream()
        .filter(entry -> entry.key().toString().contains("team-b"))
        .count();
  }

  @Test
  void aFirstCopyThatWouldTakeAnOwnerAwayParksAndNamesWhom() {
    onStandby(DEPLOYMENT, "Deployment", "here", "");
    onStandby(REPLICA_SET, "ReplicaSet", "rs", ownedBy("Deployment", "web", "here"));
    simulation.start();
    simulation.awaitParked("ownership");
    assertThat(sentence()).contains(REPLICA_SET + " of " + DEPLOYMENT).contains("1 of the standby");
    assertThat(written()).as("copied before the guard was asked").isZero();
    assertThat(simulation.standby().store().get(DEPLOYMENT).orElseThrow().value())
        .isEqualTo(object("Deployment", "here", ""));
    simulation.confirm();
    awaitCopied();
    assertThat(simulation.standby().store().keys(Simulation.REGISTRY)).contains(REPLICA_SET);
  }

  @Test
  void saysThatItIsThereHoweverRarelyItLooks() {
    onStandby(DEPLOYMENT, "Deployment", "here", "");
    onStandby(REPLICA_SET, "ReplicaSet", "rs", ownedBy("Deployment", "web", "here"));
    simulation.start();
    simulation.awaitParked("ownership");
    for (int i = 0; i < 60; i++) {
      simulation.world().runFor(Duration.ofSeconds(10));
      Duration silent =
          Duration.between(
              Instant.parse(simulation.status().path("time").asText()),
              simulation.world().clock().now());
      assertThat(silent).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void goesOnByItselfOnceNothingIsInDanger() {
    onStandby(DEPLOYMENT, "Deployment", "here", "");
    onStandby(POD, "Pod", "pod", ownedBy("Deployment", "web", "here"));
    simulation.start();
    simulation.awaitParked("ownership");
    simulation.standby().store().delete(POD, "operator");
    awaitCopied();
  }

  @Test
  void aConfirmationIsForNothingElse() {
    onStandby(DEPLOYMENT, "Deployment", "here", "");
    onStandby(POD, "Pod", "pod", ownedBy("Deployment", "web", "here"));
    simulation.start();
    simulation.awaitParked("ownership");
    onStandby(REPLICA_SET, "ReplicaSet", "rs", ownedBy("Deployment", "web", "here"));
    simulation.confirm();
    simulation.world().runFor(SOON);
    assertThat(sentence()).contains("2 of the standby");
    assertThat(written()).isZero();
  }

  @Test
  void ownersThatAreTheSameAndDependentsOfOthersAreNoReason() {
    onStandby(DEPLOYMENT, "Deployment", "there", "");
    onStandby(REPLICA_SET, "ReplicaSet", "rs", ownedBy("Deployment", "web", "there"));
    onStandby(POD, "Pod", "pod", ownedBy("Deployment", "web", "long-gone"));
    simulation.start();
    awaitCopied();
  }

  /** The standby's controllers make objects for what is replicated, and those may be replaced. */
  @Test
  void whatTheStandbyMakesLaterIsNoReason() {
    SimulatedProcess first = simulation.start();
    awaitCopied();
    stop(first);
    onStandby(POD, "Pod", "pod", ownedBy("Deployment", "web", "there"));
    simulation.primary().store().delete(DEPLOYMENT, "client");
    onPrimary(DEPLOYMENT, "Deployment", "anew", "");
    simulation.primary().store().compact(simulation.primary().store().revision());
    simulation.start();
    awaitCopied();
  }

  @Test
  void aScopeThatTakesMoreInIsLookedAtForWhatComesIn() {
    replicate(List.of("team-a"));
    SimulatedProcess first = simulation.start();
    awaitCopied();
    stop(first);
    onStandby(DEPLOYMENT, "Deployment", "here", "");
    onStandby(POD, "Pod", "pod", ownedBy("Deployment", "web", "here"));
    replicate(List.of());
    simulation.start();
    simulation.awaitParked("ownership");
    assertThat(sentence()).contains(POD + " of " + DEPLOYMENT);
    simulation.confirm();
    awaitCopied();
  }
}
