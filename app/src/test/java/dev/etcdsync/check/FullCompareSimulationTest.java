package dev.etcdsync.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.Faults;
import dev.etcdsync.simulation.ScopeOfKinds;
import dev.etcdsync.simulation.Seeds;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Compares again and again while an engine replicates; both stores' whole history is the oracle.
 */
@Timeout(600)
class FullCompareSimulationTest {
  private static final LinkKeys KEYS = LinkKeys.of(Simulation.LINK);
  private static final Key PREFIX = Key.of("/registry/");
  private static final int CHECKS = 25;

  private int compared;
  private int findings;
  private int spared;

  @Test
  void underLoadNothingIsFoundWhereNothingIsWrong() {
    Seeds.forEach(
        40,
        seed -> {
          try (Simulation simulation = running(seed, seed % 2 == 0)) {
            simulation.meanwhile(
                Duration.ofMillis(20),
                Duration.ofMillis(400),
                () -> simulation.foreign().touchOwn());
            checkOften(simulation, seed % 2 == 0);
          }
        });
    assertThat(findings).as("findings").isZero();
    assertThat(compared).as("comparisons that came about").isGreaterThan(Seeds.all() ? 800 : 0);
  }

  @Test
  void underLoadExactlyWhatWasPlantedIsFound() {
    Seeds.forEach(
        60,
        seed -> {
          try (Simulation simulation = running(seed, seed % 2 == 0)) {
            Random random = simulation.world().random();
            simulation.meanwhile(
                Duration.ofMillis(20), Duration.ofMillis(300), () -> plant(simulation, random));
            checkOften(simulation, seed % 2 == 0);
          }
        });
    assertThat(findings).as("findings").isGreaterThan(Seeds.all() ? 1000 : 0);
    assertThat(compared).as("comparisons that came about").isGreaterThan(Seeds.all() ? 1000 : 0);
    assertThat(spared).as("that did not read all").isGreaterThan(Seeds.all() ? 500 : 0);
  }

  private static Simulation running(long seed, boolean byValue) {
    Simulation simulation = new Simulation(seed, 12);
    simulation.replicate(Set.of("secrets"), byValue);
    simulation.faults(Faults.jitter());
    simulation.workload().load(100);
    simulation.meanwhile(
        Duration.ofMillis(1), Duration.ofMillis(40), () -> simulation.workload().step());
    simulation.meanwhile(Duration.ofMillis(50), Duration.ofSeconds(4), () -> compact(simulation));
    simulation.start();
    simulation.world().runFor(Duration.ofSeconds(5));
    return simulation;
  }

  /** Behind the checkpoint, so that the engine goes on, and a comparison may come too late. */
  private static void compact(Simulation simulation) {
    Random random = simulation.world().random();
    SimulatedStore primary = simulation.primary().store();
    if (random.nextBoolean()) {
      compact(primary, primary.revision() - simulation.judge().revision() + random.nextInt(3));
    } else {
      compact(simulation.standby().store(), 300 + random.nextInt(100));
    }
  }

  private static void compact(SimulatedStore store, long behind) {
    if (store.revision() - behind > store.compacted()) {
      store.compact(store.revision() - behind);
    }
  }

  /** What others do to replicated keys, to held ones, to new ones; and what we left behind. */
  private static void plant(Simulation simulation, Random random) {
    SimulatedStore standby = simulation.standby().store();
    Key key = simulation.workload().anyKey();
    switch (random.nextInt(4)) {
      case 0, 1 -> simulation.foreign().disturb(key);
      case 2 -> {
        Key stale = Key.of("/registry/stale/ns-0/" + random.nextInt(5));
        standby.write(
            List.of(new Op.Put(stale, Value.of("stale")), new Op.Put(KEYS.mark(), Value.of(""))),
            simulation.foreign());
      }
      default -> simulation.foreign().touchOwn();
    }
  }

  private void checkOften(Simulation simulation, boolean byValue) {
    Scope scope = new ScopeOfKinds(PREFIX, Set.of("secrets"), byValue);
    Answers answers = new Answers(simulation.world().clock(), Duration.ofSeconds(5));
    FullCompare compare = new FullCompare(KEYS, scope, 24, Pace.SWIFT, answers);
    Random random = simulation.world().random();
    Etcd primary = simulation.primary().connect(SimulatedClient.test());
    Etcd standby = simulation.standby().connect(SimulatedClient.test());
    for (int i = 0; i < CHECKS; i++) {
      if (random.nextInt(3) == 0) {
        compare = new FullCompare(KEYS, scope, 24, Pace.SWIFT, answers);
        compare.startFromPublished(standby);
      }
      CheckResult result = compare.run(primary, standby, random.nextInt(5) == 0);
      if (result instanceof CheckResult.Compared it) {
        spared += it.unread().isPresent() ? 1 : 0;
        expect(simulation, scope, it);
      }
      simulation.world().runFor(Duration.ofMillis(random.nextInt(300)));
    }
  }

  private void expect(Simulation simulation, Scope scope, CheckResult.Compared result) {
    NavigableMap<Key, Value> wanted = new TreeMap<>();
    for (KeyValue entry : simulation.primary().store().at(result.pair().revision()).values()) {
      if (scope.contains(entry.key())) {
        switch (scope.placement(entry.key(), entry.value())) {
          case IN -> wanted.put(entry.key(), entry.value());
          case HELD -> wanted.put(KEYS.held(entry.key()), entry.value());
          case OUT -> {}
        }
      }
    }
    NavigableMap<Key, Value> there = new TreeMap<>();
    for (KeyValue entry : simulation.standby().store().at(result.pair().modRevision()).values()) {
      if (scope.contains(entry.key()) || entry.key().startsWith(KEYS.held())) {
        there.put(entry.key(), entry.value());
      }
    }
    Difference difference = result.difference();
    assertThat(keys(difference.missed()))
        .as("missed")
        .isEqualTo(those(wanted, key -> !there.containsKey(key)));
    assertThat(keys(difference.different()))
        .as("different")
        .isEqualTo(
            those(
                wanted, key -> there.containsKey(key) && !there.get(key).equals(wanted.get(key))));
    assertThat(keys(difference.stale()))
        .as("stale")
        .isEqualTo(those(there, key -> key.startsWith(Key.of("/registry/stale/"))));
    assertThat(keys(difference.local()))
        .as("local")
        .isEqualTo(
            those(
                there,
                key ->
                    !wanted.containsKey(key)
                        && !key.startsWith(Key.of("/registry/stale/"))
                        && scope.placement(key, there.get(key)) != Placement.OUT));
    compared++;
    findings +=
        (int)
            (difference.missed().count()
                + difference.different().count()
                + difference.stale().count());
  }

  private static Set<Key> keys(FoundKeys found) {
    Set<Key> keys = new TreeSet<>();
    found.forEach(it -> keys.add(it.held() ? KEYS.held(it.key()) : it.key()));
    return keys;
  }

  private static Set<Key> those(NavigableMap<Key, Value> all, Predicate<Key> wanted) {
    Set<Key> keys = new TreeSet<>();
    all.keySet().stream().filter(wanted).forEach(keys::add);
    return keys;
  }
}
