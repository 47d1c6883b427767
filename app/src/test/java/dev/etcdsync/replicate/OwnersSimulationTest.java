package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.simulation.Faults;
import dev.etcdsync.simulation.GarbageCollector;
import dev.etcdsync.simulation.OwnedObjects;
import dev.etcdsync.simulation.Seeds;
import dev.etcdsync.simulation.Simulation;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The standby's garbage collector is at work while objects that own each other are written. */
@Timeout(600)
class OwnersSimulationTest {
  private static final int OBJECTS = 400;

  private int together;
  private int apart;

  private void simulate(boolean allSealed, Consumer<Simulation> scenario) {
    Seeds.forEach(
        60,
        seed -> {
          try (Simulation simulation = new Simulation(seed, 12)) {
            OwnedObjects objects =
                new OwnedObjects(simulation.world(), simulation.primary().store(), allSealed);
            GarbageCollector collector =
                new GarbageCollector(
                    simulation.world(), simulation.primary().store(), simulation.standby().store());
            simulation.faults(Faults.jitter());
            for (int i = 0; i < OBJECTS; i++) {
              objects.step();
            }
            simulation.meanwhile(Duration.ofMillis(5), Duration.ofMillis(80), objects::step);
            scenario.accept(simulation);
            assertThat(collector.wronglyDeleted()).isEmpty();
            together += collector.together();
            apart += collector.apart();
          }
        });
  }

  @Test
  void aCopyLosesNothingToTheCollector() {
    copyOnce(false);
    // Only where a transaction is full may a controller see the owner without what it adopted.
    assertThat(together).isGreaterThan(1000);
    assertThat(apart).isLessThan(together / 5);
  }

  @Test
  void norDoesOneOfEncryptedObjects() {
    copyOnce(true);
  }

  private void copyOnce(boolean allSealed) {
    simulate(
        allSealed,
        simulation -> {
          simulation.start();
          simulation.world().runFor(Duration.ofSeconds(5));
          simulation.settle();
          assertThat(simulation.judge().copies()).isEqualTo(1);
        });
  }

  @Test
  void norDoCopiesThatAreInterrupted() {
    simulate(
        false,
        simulation -> {
          simulation.keepRunning();
          simulation.meanwhile(
              Duration.ofMillis(100),
              Duration.ofSeconds(4),
              () ->
                  simulation
                      .running()
                      .ifPresent(
                          process -> process.crashAfter(simulation.world().random().nextInt(40))));
          simulation.world().runFor(Duration.ofSeconds(30));
          simulation.settle();
        });
  }
}
