package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import dev.etcdsync.simulation.Faults;
import dev.etcdsync.simulation.Seeds;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.SimulatedWorld;
import dev.etcdsync.simulation.Simulation;
import dev.etcdsync.simulation.Workload;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A resync that is killed, and goes on from a primary that is not the same any more. */
@Timeout(600)
class InterruptedResyncTest {
  private static final int NAMES = 40;
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final KeyRange SCOPE = KeyRange.prefix(Key.of("/registry/"));

  @Test
  void parksBeforeItWritesFromAnotherPrimary() {
    Set<String> guards = new HashSet<>();
    Set<Boolean> whereItWasKilled = new HashSet<>();
    Seeds.forEach(
        60,
        seed -> {
          try (Simulation simulation = new Simulation(seed, NAMES)) {
            whereItWasKilled.add(interruptResync(simulation));
            SimulatedStore other = another(simulation);
            simulation.primary().replace(other);
            List<KeyValue> before = content(simulation);

            simulation.start();
            assertThat(simulation.world().runUntil(() -> isParked(simulation), SOON)).isTrue();
            guards.add(simulation.status().path("parked").path("guard").asText());
            simulation.world().runFor(Duration.ofSeconds(30));
            assertThat(content(simulation)).as("nothing is written").isEqualTo(before);

            simulation.judge().primaryIs(other);
            simulation.confirm();
            simulation.settle();
          }
        });
    if (Seeds.all()) {
      assertThat(guards).containsExactlyInAnyOrder("identity", "primary-behind");
      assertThat(whereItWasKilled).as("killed while copying, and after it").contains(true);
    }
  }

  /** Returns whether it was killed while copying. */
  private static boolean interruptResync(Simulation simulation) {
    SimulatedWorld world = simulation.world();
    simulation.faults(Faults.jitter());
    simulation.workload().load(200);
    SimulatedProcess first = simulation.start();
    assertThat(world.runUntil(simulation.judge()::isLevel, SOON)).isTrue();
    simulation.stop(first);
    assertThat(world.runUntil(first::isOver, SOON)).isTrue();

    simulation.workload().burst(200);
    long compacted = simulation.primary().store().revision() - 60;
    simulation.primary().store().compact(compacted);
    SimulatedProcess second = simulation.start();
    // Before that nothing has been written, and what was known before is compacted.
    assertThat(world.runUntil(() -> simulation.knownOfPrimary() > compacted, SOON)).isTrue();
    second.crashAfter(world.random().nextInt(60));
    assertThat(world.runUntil(second::isOver, SOON)).isTrue();
    // What it had sent still arrives.
    world.runFor(Duration.ofSeconds(5));
    return !simulation.judge().isFollowing();
  }

  private static SimulatedStore another(Simulation simulation) {
    SimulatedStore right = simulation.primary().store();
    return switch (simulation.world().random().nextInt(3)) {
      case 0 -> right.restored(right.revision() - 20);
      case 1 -> {
        SimulatedStore restored = right.restored(right.revision() - 20);
        new Workload(simulation.world(), restored, NAMES).burst(100);
        yield restored;
      }
      default -> {
        SimulatedStore madeAnew = new SimulatedStore(Side.PRIMARY, right.clusterId());
        Workload workload = new Workload(simulation.world(), madeAnew, NAMES);
        while (madeAnew.revision() < right.revision() + 10) {
          workload.step();
        }
        yield madeAnew;
      }
    };
  }

  private static boolean isParked(Simulation simulation) {
    return simulation.isParkedBy("identity") || simulation.isParkedBy("primary-behind");
  }

  private static List<KeyValue> content(Simulation simulation) {
    SimulatedStore standby = simulation.standby().store();
    return standby.keys(SCOPE).stream().map(key -> standby.get(key).orElseThrow()).toList();
  }
}
