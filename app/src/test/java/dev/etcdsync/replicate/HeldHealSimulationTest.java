package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others do to the objects that are held, below the link's own keys. */
@Timeout(120)
class HeldHealSimulationTest {
  private static final Key HELD = LinkKeys.of(Simulation.LINK).held();
  private static final Duration SOON = Duration.ofMinutes(1);

  private final Simulation simulation = new Simulation(1, 12);
  private final SimulatedStore standby = simulation.standby().store();
  private Key first = HELD;
  private Key second = HELD;

  @BeforeEach
  void replicate() {
    simulation.replicate(Set.of(), true);
    simulation.workload().load(100);
    simulation.start();
    simulation.settle();
    List<Key> held = standby.keys(KeyRange.prefix(HELD));
    assertThat(held).hasSizeGreaterThan(2);
    first = held.get(0);
    second = held.get(1);
  }

  @AfterEach
  void close() {
    simulation.close();
  }

  private Value value(Key key) {
    return standby.get(key).orElseThrow().value();
  }

  private void damage(Op... ops) {
    standby.write(List.of(ops), simulation.foreign());
  }

  private void awaitHealed(Value wanted, Value other) {
    assertThat(
            simulation
                .world()
                .runUntil(
                    () ->
                        standby.get(first).filter(it -> it.value().equals(wanted)).isPresent()
                            && standby
                                .get(second)
                                .filter(it -> it.value().equals(other))
                                .isPresent(),
                    SOON))
        .as(simulation.status().toString())
        .isTrue();
  }

  @Test
  void theNextComparisonBringsThemBack() {
    Value wanted = value(first);
    Value other = value(second);
    damage(new Op.Put(first, Value.of("damaged")), new Op.Delete(second));
    awaitHealed(wanted, other);
    assertThat(simulation.world().runUntil(this::isClean, SOON)).isTrue();
  }

  private boolean isClean() {
    return simulation.status().at("/compare/clean").asBoolean()
        && simulation.status().at("/drift/healed").asLong() == 2;
  }

  @Test
  void whatBecomesOfThemOnThePrimaryAfterwardsIsFollowed() {
    Value wanted = value(first);
    damage(new Op.Put(first, Value.of("damaged")));
    awaitHealed(wanted, value(second));
    simulation.primary().store().delete(first.without(HELD), "client");
    assertThat(simulation.world().runUntil(() -> standby.get(first).isEmpty(), SOON)).isTrue();
    simulation.settle();
  }
}
