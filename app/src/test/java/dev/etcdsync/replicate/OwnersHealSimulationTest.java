package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.GarbageCollector;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.Simulation;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What others delete on the standby is written back while its garbage collector is at work: owners
 * come before what they own, whatever was deleted first.
 */
class OwnersHealSimulationTest {
  private static final Key OWNER = Key.of("/registry/owned/zzz");

  private final Simulation simulation = new Simulation(1, 12);
  private final SimulatedStore primary = simulation.primary().store();
  private final SimulatedStore standby = simulation.standby().store();
  private final GarbageCollector collector =
      new GarbageCollector(simulation.world(), primary, standby);

  @AfterEach
  void close() {
    simulation.close();
  }

  @BeforeEach
  void makeTheOwner() {
    primary.put(OWNER, Value.of("owned uid-zzz v1"), "client");
  }

  private static Key dependent(int number) {
    return Key.of("/registry/owned/%04d".formatted(number));
  }

  private void makeDependents(int dependents) {
    for (int i = 0; i < dependents; i++) {
      primary.put(dependent(i), Value.of("owned uid-%04d > uid-zzz v1".formatted(i)), "client");
    }
  }

  private void follow() {
    simulation.start();
    simulation.settle();
    pass(Duration.ofSeconds(5));
    assertThat(collector.wronglyDeleted()).isEmpty();
  }

  private void pass(Duration time) {
    simulation.world().runFor(time);
  }

  private void deleteThere(Key key) {
    standby.delete(key, simulation.foreign());
  }

  private int healed() {
    return simulation.status().path("drift").path("healed").asInt();
  }

  @ParameterizedTest
  @CsvSource({"10,0", "10,100", "10,150", "200,0", "200,300"})
  void dependentsThatGoBeforeTheirOwnerComeAfterIt(int dependents, int millisBetween) {
    makeDependents(dependents);
    follow();
    for (int i = 0; i < dependents; i++) {
      deleteThere(dependent(i));
    }
    pass(Duration.ofMillis(millisBetween));
    deleteThere(OWNER);
    pass(Duration.ofMinutes(1));
    simulation.settle();
    assertThat(collector.wronglyDeleted()).isEmpty();
    // Some may have been written back before their owner went, and again after it.
    assertThat(healed()).isBetween(dependents + 1, 2 * dependents + 1);
  }

  @Test
  void ownersOfOwnersComeFirst() {
    for (int i = 0; i < 100; i++) {
      primary.put(
          dependent(i),
          Value.of(
              "owned uid-%04d > %s v1"
                  .formatted(i, i == 0 ? "uid-zzz" : "uid-%04d".formatted(i - 1))),
          "client");
    }
    follow();
    for (int i = 99; i >= 0; i--) {
      deleteThere(dependent(i));
    }
    deleteThere(OWNER);
    pass(Duration.ofMinutes(1));
    simulation.settle();
    assertThat(collector.wronglyDeleted()).isEmpty();
    assertThat(healed()).isEqualTo(101);
  }

  @Test
  void whatAContestedOwnerOwnsWaitsForIt() {
    makeDependents(5);
    follow();
    AtomicBoolean insists = new AtomicBoolean(true);
    simulation
        .world()
        .every(
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            () -> {
              if (insists.get() && standby.get(OWNER).isPresent()) {
                deleteThere(OWNER);
              }
            });
    pass(Duration.ofMinutes(1));
    deleteThere(dependent(0));
    pass(Duration.ofMinutes(1));
    assertThat(simulation.status().at("/drift/contestedKeys").findValuesAsText("key"))
        .containsExactly(OWNER.toString());
    assertThat(standby.get(dependent(0))).isEmpty();
    insists.set(false);
    pass(Duration.ofMinutes(20));
    simulation.settle();
    assertThat(standby.get(dependent(0))).isPresent();
    assertThat(collector.wronglyDeleted()).isEmpty();
  }

  @Test
  void whatThePrimaryIsAboutToCollectIsNotFoughtOver() {
    makeDependents(5);
    follow();
    primary.delete(OWNER, "client");
    pass(Duration.ofSeconds(1));
    for (int i = 0; i < 5; i++) {
      deleteThere(dependent(i));
    }
    pass(Duration.ofSeconds(2));
    for (int i = 0; i < 5; i++) {
      primary.delete(dependent(i), "client");
    }
    pass(Duration.ofSeconds(30));
    simulation.settle();
    assertThat(healed()).isZero();
  }
}
