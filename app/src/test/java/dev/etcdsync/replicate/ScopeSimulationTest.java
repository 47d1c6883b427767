package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.simulation.Faults;
import dev.etcdsync.simulation.Seeds;
import dev.etcdsync.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is replicated changes from one start of the engine to the next. */
@Timeout(600)
class ScopeSimulationTest {
  private static final int NAMES = 12;
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final List<String> KINDS =
      List.of("configmaps", "secrets", "replicasets", "services/specs");

  @Test
  void whatComesInIsCopiedAndTheStandbysOwnStays() {
    Seeds.forEach(
        40,
        seed -> {
          try (Simulation simulation = new Simulation(seed, NAMES)) {
            simulation.faults(Faults.jitter());
            simulation.workload().load(100);
            simulation.meanwhile(
                Duration.ofMillis(1), Duration.ofMillis(60), () -> simulation.workload().step());
            simulation.meanwhile(
                Duration.ofMillis(20),
                Duration.ofMillis(400),
                () -> simulation.foreign().touchOwn());
            Random random = simulation.world().random();
            changeScopes(simulation, () -> simulation.replicate(some(random), false));
            assertThat(simulation.judge().stale()).isEmpty();
          }
        });
  }

  /** Where objects belong changes with their values and with the scope, under fire. */
  @Test
  void whatIsHeldIsHeldAndWhatIsOutIsNotTouched() {
    Seeds.forEach(
        60,
        seed -> {
          try (Simulation simulation = new Simulation(seed, NAMES)) {
            simulation.faults(Faults.jitter());
            simulation.workload().load(100);
            simulation.meanwhile(
                Duration.ofMillis(1), Duration.ofMillis(60), () -> simulation.workload().step());
            simulation.meanwhile(
                Duration.ofMillis(10),
                Duration.ofMillis(400),
                () -> simulation.foreign().disturb(simulation.workload().anyKey()));
            Random random = simulation.world().random();
            changeScopes(
                simulation, () -> simulation.replicate(some(random), random.nextInt(4) > 0));
          }
        });
  }

  @Test
  void followsPlacementsWhateverTheNetworkDoes() {
    Seeds.forEach(
        40,
        seed -> {
          try (Simulation simulation = new Simulation(seed, NAMES)) {
            simulation.replicate(Set.of(), true);
            simulation.faults(Faults.bad());
            simulation.workload().load(100);
            simulation.meanwhile(
                Duration.ofMillis(1), Duration.ofMillis(60), () -> simulation.workload().burst(2));
            simulation.keepRunning();
            simulation.world().runFor(Duration.ofMinutes(2));
            simulation.settle();
            assertThat(simulation.judge().stale()).isEmpty();
          }
        });
  }

  /** Stops the engine and changes the scope, several times, and lets it settle. */
  private static void changeScopes(Simulation simulation, Runnable change) {
    Random random = simulation.world().random();
    for (int i = 0; i < 4; i++) {
      change.run();
      simulation.start();
      simulation
          .world()
          .runFor(simulation.world().between(Duration.ofMillis(5), Duration.ofSeconds(6)));
      simulation.running().ifPresent(engine -> engine.crashAfter(random.nextInt(10)));
      simulation.world().runUntil(() -> simulation.running().isEmpty(), SOON);
      simulation.world().runFor(Duration.ofSeconds(1));
    }
    int before = simulation.judge().copies();
    change.run();
    simulation.start();
    simulation.world().runUntil(() -> simulation.judge().copies() > before, SOON);
    simulation.settle();
  }

  private static Set<String> some(Random random) {
    return KINDS.stream().filter(kind -> random.nextBoolean()).collect(Collectors.toSet());
  }
}
