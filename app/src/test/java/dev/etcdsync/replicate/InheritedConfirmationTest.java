package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.SimulatedWorld;
import dev.etcdsync.simulation.Simulation;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A leader that goes on from what the one before it has said. */
@Timeout(600)
class InheritedConfirmationTest {
  private static final int NAMES = 40;
  private static final Duration SOON = Duration.ofMinutes(2);

  @Test
  void howOldTheStandbyIsStaysKnown() {
    assertThat(isTakenOver(Duration.ofSeconds(-1))).isTrue();
  }

  @Test
  void whatWasToldByAClockThatIsAheadIsNotTakenOver() {
    assertThat(isTakenOver(Duration.ofHours(1))).isFalse();
  }

  /** Whether the next leader, which cannot ask the primary, says what the one before has said. */
  private static boolean isTakenOver(Duration ahead) {
    try (Simulation simulation = new Simulation(1, NAMES)) {
      SimulatedWorld world = simulation.world();
      simulation.workload().load(50);
      SimulatedProcess first = simulation.start();
      assertThat(world.runUntil(() -> simulation.status().has("confirmed"), SOON)).isTrue();
      simulation.stop(first);
      assertThat(world.runUntil(first::isOver, SOON)).isTrue();

      Instant told = world.now().plus(ahead);
      ObjectNode said = simulation.status().deepCopy();
      said.put("confirmed", told.toString());
      simulation
          .standby()
          .store()
          .put(Key.of("/etcd-sync/main/status"), Value.of(said.toString()), "the first leader");
      long epoch = said.path("epoch").asLong();
      simulation.start();
      assertThat(world.runUntil(() -> simulation.judge().epoch() > epoch, SOON)).isTrue();
      simulation.primary().failFor(SOON);
      assertThat(world.runUntil(() -> simulation.status().path("epoch").asLong() > epoch, SOON))
          .isTrue();
      return simulation.status().path("confirmed").asText().equals(told.toString());
    }
  }
}
