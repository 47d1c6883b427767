package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.Fate;
import dev.etcdsync.simulation.Faults;
import dev.etcdsync.simulation.LogLines;
import dev.etcdsync.simulation.Seeds;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.SimulatedServer;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.Simulation;
import dev.etcdsync.simulation.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole engine between two simulated etcds. Whatever happens, the judge must find the standby
 * equal to the primary at every checkpoint that claims so, and in the end the standby must have
 * everything.
 */
@Timeout(600)
class ReplicatorSimulationTest {
  private static final int NAMES = 12;
  private static final KeyRange SCOPE = KeyRange.prefix(Key.of("/registry/"));
  private static final KeyRange LEASED = KeyRange.prefix(Key.of("/registry/leased/"));

  private static void simulate(int seeds, Consumer<Simulation> scenario) {
    simulate(seeds, NAMES, scenario);
  }

  /** Runs a scenario with objects of so many names. */
  private static void simulate(int seeds, int names, Consumer<Simulation> scenario) {
    Seeds.forEach(
        seeds,
        seed -> {
          try (Simulation simulation = new Simulation(seed, names)) {
            scenario.accept(simulation);
          }
        });
  }

  private static Duration millis(int millis) {
    return Duration.ofMillis(millis);
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  /** The primary's clients, at work all the time. */
  private static void load(Simulation simulation) {
    simulation.meanwhile(
        millis(1),
        millis(60),
        () -> simulation.workload().burst(1 + simulation.world().random().nextInt(3)));
  }

  /** Kills the engine now and then, at any of its steps. */
  private static void crash(Simulation simulation) {
    simulation.keepRunning();
    simulation.meanwhile(
        millis(100),
        seconds(8),
        () ->
            simulation
                .running()
                .ifPresent(process -> process.crashAfter(simulation.world().random().nextInt(40))));
  }

  @Test
  void copiesAndFollowsUnderLoad() {
    simulate(
        40,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.workload().load(150);
          load(simulation);
          simulation.start();
          simulation.world().runFor(seconds(10));
          simulation.settle();
          assertThat(simulation.judge().copies()).isEqualTo(1);
          assertThat(simulation.judge().moves()).isPositive();
        });
  }

  @Test
  void mayCrashAnywhere() {
    simulate(
        40,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.workload().load(100);
          load(simulation);
          crash(simulation);
          simulation.world().runFor(seconds(40));
          simulation.settle();
          assertThat(simulation.judge().epoch()).isGreaterThan(1);
        });
  }

  @Test
  void writesThatComeLateOverwriteNothing() {
    simulate(
        50,
        simulation -> {
          lateWrites(simulation);
          simulation.workload().load(100);
          load(simulation);
          crash(simulation);
          simulation.meanwhile(seconds(1), seconds(6), () -> loseWrites(simulation));
          simulation.world().runFor(seconds(40));
          simulation.settle();
        });
  }

  @Test
  void writesThatComeLateDuringACopyOverwriteNothing() {
    simulate(
        50,
        60,
        simulation -> {
          lateWrites(simulation);
          simulation.standby().faults(lateBy(simulation, 0));
          simulation.workload().load(800);
          load(simulation);
          simulation.start();
          simulation.meanwhile(
              millis(50), millis(900), () -> simulation.standby().script(Fate.LATE));
          simulation.world().runFor(seconds(10));
          simulation.settle();
        });
  }

  /** Some are late by milliseconds, and some by a multiple of every timeout. */
  private static void lateWrites(Simulation simulation) {
    Random random = simulation.world().random();
    Duration timeout = List.of(millis(200), millis(600), seconds(2)).get(random.nextInt(3));
    simulation.timing(
        new Timing(timeout, seconds(10), seconds(1), millis(20), seconds(15), seconds(3)));
    simulation.standby().faults(lateBy(simulation, 0.12));
    simulation.primary().faults(Faults.jitter());
  }

  private static Faults lateBy(Simulation simulation, double probability) {
    List<Duration> latenesses = List.of(millis(300), seconds(2), seconds(30));
    return Faults.lateWrites(probability, latenesses.get(simulation.world().random().nextInt(3)));
  }

  /** Decides that several of the next writes, in a row, are lost, unanswered or late. */
  private static void loseWrites(Simulation simulation) {
    Random random = simulation.world().random();
    int writes = 1 + random.nextInt(8);
    for (int i = 0; i < writes; i++) {
      simulation
          .standby()
          .script(
              switch (random.nextInt(6)) {
                case 0 -> Fate.REQUEST_LOST;
                case 1 -> Fate.REPLY_LOST;
                default -> Fate.LATE;
              });
    }
  }

  @Test
  void survivesWhateverTheNetworkDoes() {
    simulate(
        40,
        simulation -> {
          simulation.faults(Faults.bad());
          simulation.workload().load(100);
          load(simulation);
          crash(simulation);
          simulation.meanwhile(
              seconds(2),
              seconds(20),
              () ->
                  simulation.standby().failFor(simulation.world().between(millis(1), seconds(9))));
          simulation.meanwhile(
              seconds(2),
              seconds(20),
              () ->
                  simulation.primary().failFor(simulation.world().between(millis(1), seconds(9))));
          simulation.world().runFor(seconds(60));
          simulation.settle();
        });
  }

  @Test
  void survivesCompactionAtAnyTime() {
    simulate(
        40,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.workload().load(100);
          load(simulation);
          crash(simulation);
          simulation.meanwhile(
              millis(100),
              seconds(10),
              () -> compact(simulation.primary(), simulation.world().random()));
          simulation.world().runFor(seconds(60));
          simulation.settle();
          assertThat(simulation.judge().copies()).isPositive();
        });
  }

  @Test
  void survivesCompactionOfTheStandby() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.judge().staleMayStay();
          simulation.workload().load(100);
          load(simulation);
          crash(simulation);
          simulation.meanwhile(millis(50), seconds(1), () -> simulation.foreign().touchOwn());
          simulation.meanwhile(
              seconds(1),
              seconds(10),
              () -> compact(simulation.standby(), simulation.world().random()));
          simulation.world().runFor(seconds(60));
          simulation.settle();
        });
  }

  private static void compact(SimulatedServer server, Random random) {
    SimulatedStore store = server.store();
    long span = store.revision() - store.compacted();
    if (span > 1) {
      long most = (long) (span * Math.sqrt(random.nextDouble()));
      store.compact(store.compacted() + 1 + Math.min(most, span - 1));
    }
  }

  @Test
  void ofSeveralProcessesOnlyTheLastToClaimWrites() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.bad());
          simulation.workload().load(60);
          load(simulation);
          List<SimulatedProcess> all = new ArrayList<>();
          all.add(simulation.start());
          simulation.meanwhile(millis(100), seconds(12), () -> all.add(simulation.start()));
          simulation.meanwhile(
              seconds(1),
              seconds(8),
              () ->
                  all.get(simulation.world().random().nextInt(all.size()))
                      .pause(simulation.world().between(millis(10), seconds(30))));
          simulation.world().runFor(seconds(60));
          simulation.settle();
          simulation.world().runFor(seconds(60));
          assertThat(all).hasSizeGreaterThan(1);
          assertThat(all).filteredOn(process -> !process.isOver()).hasSize(1);
          assertThat(all)
              .filteredOn(SimulatedProcess::isOver)
              .allSatisfy(process ->
                  assertThat(simulation.ending(process)).get().isInstanceOf(Ending.Deposed.class));
        });
  }

  @Test
  void neverTouchesWhatIsTheStandbysOwn() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.jitter());
          for (int i = 0; i < 20; i++) {
            simulation.foreign().touchOwn();
            simulation.foreign().touchOutside();
          }
          simulation.workload().load(80);
          load(simulation);
          crash(simulation);
          simulation.meanwhile(millis(10), millis(400), () -> simulation.foreign().touchOwn());
          simulation.meanwhile(millis(10), millis(900), () -> simulation.foreign().touchOutside());
          simulation.meanwhile(
              seconds(1),
              seconds(20),
              () -> compact(simulation.primary(), simulation.world().random()));
          simulation.meanwhile(
              seconds(2),
              seconds(15),
              () -> {
                simulation.running().ifPresent(SimulatedProcess::crash);
                simulation.down(simulation.world().between(seconds(1), seconds(6)));
              });
          simulation.meanwhile(
              seconds(2),
              seconds(10),
              () -> {
                Random random = simulation.world().random();
                simulation.foreign().createMany(20 + random.nextInt(80));
                simulation.running().ifPresent(process -> process.crashAfter(random.nextInt(60)));
                simulation.world().after(millis(500), () -> compact(simulation.primary(), random));
              });
          simulation.world().runFor(seconds(60));
          simulation.settle();
        });
  }

  @Test
  void standsForeignHandsOnReplicatedKeys() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.jitter());
          for (int i = 0; i < 30; i++) {
            simulation.foreign().disturb(simulation.workload().anyKey());
          }
          simulation.workload().load(80);
          load(simulation);
          crash(simulation);
          simulation.meanwhile(
              millis(10),
              millis(600),
              () -> simulation.foreign().disturb(simulation.workload().anyKey()));
          simulation.meanwhile(
              seconds(1),
              seconds(20),
              () -> compact(simulation.primary(), simulation.world().random()));
          simulation.world().runFor(seconds(40));
          simulation.settle();
        });
  }

  private static boolean isEqual(Simulation simulation) {
    SimulatedStore primary = simulation.primary().store();
    SimulatedStore standby = simulation.standby().store();
    return primary.keys(SCOPE).stream()
        .allMatch(key ->
            standby.get(key).map(KeyValue::value).equals(primary.get(key).map(KeyValue::value)));
  }

  /** Others write in a way that the standby's watch cannot tell from ours. */
  @Test
  void whatNobodyHearsIsFoundByComparingEverything() {
    simulate(
        20,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.workload().load(80);
          simulation.start();
          simulation.settle();
          assertThat(isEqual(simulation)).isTrue();
          SimulatedStore standby = simulation.standby().store();
          Op sign = new Op.Put(Key.of("/etcd-sync/main/mark"), Value.of(""));
          List<Key> keys = standby.keys(SCOPE);
          Key deleted = keys.get(simulation.world().random().nextInt(keys.size()));
          Key changed = keys.get(simulation.world().random().nextInt(keys.size()));
          standby.write(List.of(new Op.Delete(deleted), sign), "foreign");
          standby.write(List.of(new Op.Put(changed, Value.of("theirs")), sign), "foreign");
          assertThat(isEqual(simulation)).isFalse();
          assertThat(simulation.world().runUntil(() -> isEqual(simulation), seconds(10)))
              .as("healed, though nobody asked")
              .isTrue();
          assertThat(
                  simulation
                      .world()
                      .runUntil(
                          () -> simulation.status().at("/compare/clean").asBoolean(), seconds(30)))
              .isTrue();
          assertThat(simulation.status().at("/drift/healed").asInt()).isPositive();
          assertThat(simulation.judge().copies()).isEqualTo(1);
        });
  }

  @Test
  void whatOthersDoDuringACopyIsHealedAfterIt() {
    simulate(
        40,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.workload().load(150);
          load(simulation);
          simulation.start();
          simulation.meanwhile(
              millis(5),
              millis(60),
              () -> {
                if (!simulation.judge().isFollowing()) {
                  simulation.foreign().disturb(simulation.workload().anyKey());
                }
              });
          simulation.world().runFor(seconds(10));
          simulation.settle();
          assertThat(simulation.world().runUntil(() -> isEqual(simulation), Duration.ofMinutes(1)))
              .as("healed, though nobody asked")
              .isTrue();
        });
  }

  @Test
  void comparesAtOnceWhenAsked() {
    simulate(
        5,
        simulation -> {
          simulation.timing(
              new Timing(
                  seconds(2), seconds(10), seconds(1), millis(20), seconds(15), seconds(3600)));
          simulation.workload().load(60);
          simulation.start();
          simulation.settle();
          assertThat(
                  simulation
                      .world()
                      .runUntil(
                          () -> simulation.status().at("/compare/clean").asBoolean(), seconds(30)))
              .isTrue();
          SimulatedStore standby = simulation.standby().store();
          Key key = standby.keys(SCOPE).getFirst();
          standby.write(
              List.of(new Op.Delete(key), new Op.Put(Key.of("/etcd-sync/main/mark"), Value.of(""))),
              "foreign");
          simulation.world().runFor(Duration.ofMinutes(5));
          assertThat(isEqual(simulation)).isFalse();
          Key request = Key.of("/etcd-sync/main/request/verify");
          standby.put(request, Value.of("{\"version\":1}"), "operator");
          assertThat(simulation.world().runUntil(() -> isEqual(simulation), seconds(5))).isTrue();
          assertThat(simulation.world().runUntil(() -> standby.get(request).isEmpty(), seconds(5)))
              .as("the request is taken away")
              .isTrue();
        });
  }

  @Test
  void appliesRevisionsLargerThanATransaction() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.workload().load(60);
          load(simulation);
          crash(simulation);
          Random random = simulation.world().random();
          simulation.meanwhile(
              millis(500),
              seconds(4),
              () -> {
                switch (random.nextInt(4)) {
                  case 0 -> simulation.workload().expire();
                  case 1 -> simulation.workload().putLarge(60_000 + random.nextInt(30_000));
                  default -> simulation.workload().putTogether(10 + random.nextInt(120));
                }
              });
          simulation.world().runFor(seconds(50));
          simulation.settle();
          assertThat(simulation.judge().parts()).isPositive();
        });
  }

  @Test
  void asksBeforeItFollowsAMassDeletion() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.deletions(new DeletionLimit(20, 30));
          simulation.workload().load(60);
          simulation.workload().putTogether(100);
          simulation.start();
          simulation.settle();
          simulation.world().runFor(seconds(3));
          simulation.workload().expire();
          simulation.awaitParked("mass-deletion");
          int before = simulation.standby().store().keys(LEASED).size();
          assertThat(before).isEqualTo(100);
          simulation.world().runFor(seconds(60));
          simulation.running().ifPresent(SimulatedProcess::crash);
          simulation.start();
          simulation.world().runFor(seconds(60));
          assertThat(simulation.standby().store().keys(LEASED)).hasSize(100);
          simulation.confirm();
          simulation.settle();
          assertThat(simulation.standby().store().keys(LEASED)).isEmpty();
          assertThat(simulation.judge().copies()).isEqualTo(1);
        });
  }

  @Test
  void asksBeforeAResyncDeletesMuch() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.deletions(new DeletionLimit(20, 30));
          simulation.workload().load(60);
          simulation.workload().putTogether(100);
          SimulatedProcess first = simulation.start();
          simulation.settle();
          first.crash();
          simulation.world().runFor(seconds(1));
          simulation.workload().expire();
          simulation.workload().burst(20);
          simulation.primary().store().compact(simulation.primary().store().revision());
          simulation.start();
          simulation.awaitParked("mass-deletion");
          simulation.world().runFor(seconds(60));
          assertThat(simulation.standby().store().keys(LEASED)).hasSize(100);
          simulation.confirm();
          simulation.settle();
          assertThat(simulation.standby().store().keys(LEASED)).isEmpty();
        });
  }

  @Test
  void waitsWithoutLossWhileTheStandbyIsFull() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.workload().load(60);
          load(simulation);
          simulation.start();
          simulation.meanwhile(
              seconds(2),
              seconds(20),
              () -> {
                simulation.standby().store().setFull(true);
                simulation
                    .world()
                    .after(seconds(8), () -> simulation.standby().store().setFull(false));
              });
          simulation.world().runFor(seconds(60));
          simulation.settle();
        });
  }

  /** That a checkpoint can be written says nothing of the data that could not. */
  @Test
  void isNotResumedWhileWhatTheStandbyRefusedHasNotBeenWritten() {
    try (LogLines said = LogLines.of(Reporter.class)) {
      simulate(
          20,
          simulation -> {
            said.clear();
            simulation.faults(Faults.jitter());
            simulation.workload().load(60);
            simulation.start();
            simulation.settle();
            SimulatedStore standby = simulation.standby().store();
            standby.limit(new SimulatedStore.Limits(24, 8 * 1024));
            simulation.faults(Faults.jitter());
            simulation
                .primary()
                .store()
                .put(Key.of("/registry/pods/large"), Value.of("x".repeat(20_000)), "client");
            simulation.awaitParked("too-large");
            simulation.world().runFor(Duration.ofMinutes(5));
            assertThat(said.matching("Resumed")).isEmpty();
            standby.limit(new SimulatedStore.Limits(24, 96 * 1024));
            simulation.settle();
            simulation.world().runFor(seconds(1));
            assertThat(said.matching("Resumed guard=too-large")).hasSize(1);
          });
    }
  }

  @Test
  void parksBeforeAPrimaryThatWasRestoredAndGoesOnWhenTheRightOneIsBack() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.workload().load(60);
          simulation.start();
          simulation.settle();
          simulation.world().runFor(simulation.world().between(millis(1), seconds(3)));
          SimulatedStore right = simulation.primary().store();
          simulation.primary().replace(right.restored(right.revision() - 20));
          simulation.awaitParked("primary-behind");
          simulation.world().runFor(seconds(60));
          simulation.primary().replace(right);
          simulation.workload().burst(30);
          simulation.settle();
          assertThat(simulation.judge().copies()).isEqualTo(1);
        });
  }

  private static void copyFromOnceConfirmed(Simulation simulation, SimulatedStore other) {
    assertThat(simulation.judge().copies()).isEqualTo(1);
    simulation.judge().primaryIs(other);
    simulation.confirm();
    simulation.settle();
    assertThat(simulation.judge().copies()).isEqualTo(2);
  }

  @Test
  void parksBeforeARestoredPrimaryThatWasWrittenPastTheCheckpoint() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.workload().load(60);
          simulation.start();
          simulation.settle();
          simulation.world().runFor(simulation.world().between(millis(1), seconds(3)));
          SimulatedStore right = simulation.primary().store();
          SimulatedStore other = right.restored(right.revision() - 20);
          Workload otherWorkload = new Workload(simulation.world(), other, NAMES);
          otherWorkload.burst(100);
          simulation.primary().replace(other);
          simulation.awaitParked("identity");
          simulation.world().runFor(seconds(60));
          copyFromOnceConfirmed(simulation, other);
        });
  }

  @Test
  void parksBeforeAnotherCluster() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.jitter());
          simulation.workload().load(60);
          simulation.start();
          simulation.settle();
          simulation.world().runFor(seconds(3));
          SimulatedStore other = new SimulatedStore(Side.PRIMARY, 0x33);
          simulation.primary().replace(other);
          simulation.awaitParked("identity");
          simulation.world().runFor(seconds(30));
          new Workload(simulation.world(), other, NAMES).burst(200);
          simulation.world().runFor(seconds(30));
          copyFromOnceConfirmed(simulation, other);
        });
  }

  @Test
  void stopsWithinARequestTimeoutWhenAskedTo() {
    simulate(
        30,
        simulation -> {
          simulation.faults(Faults.bad());
          simulation.workload().load(100);
          load(simulation);
          SimulatedProcess process = simulation.start();
          simulation.world().runFor(simulation.world().between(millis(50), seconds(10)));
          simulation.stop(process);
          assertThat(simulation.world().runUntil(process::isOver, seconds(30))).isTrue();
          assertThat(simulation.ending(process)).contains(new Ending.Stopped());
        });
  }

  /** A watch that hangs tells of nothing, not even of its end: only its silence does. */
  @Test
  void followsOnWhenThePrimarysWatchHangs() {
    simulate(
        10,
        simulation -> {
          simulation.workload().load(60);
          simulation.start();
          simulation.settle();
          simulation.world().runFor(simulation.world().between(millis(1), seconds(8)));
          simulation.primary().hangWatches(true);
          simulation.workload().burst(30);
          simulation.settle();
          assertThat(simulation.judge().copies()).isEqualTo(1);
        });
  }

  @Test
  void recordsForeignCreationsWhenTheStandbysWatchesHang() {
    recordsForeignCreations(true);
  }

  /** One of the two is heard, the other is not. */
  @Test
  void recordsForeignCreationsWhenOneOfTheStandbysWatchesHangs() {
    recordsForeignCreations(false);
  }

  private static void recordsForeignCreations(boolean allHang) {
    KeyRange recorded = KeyRange.prefix(Key.of("/etcd-sync/main/surplus/"));
    simulate(
        10,
        simulation -> {
          simulation.workload().load(60);
          simulation.start();
          simulation.settle();
          simulation.world().runFor(simulation.world().between(millis(1), seconds(8)));
          SimulatedStore standby = simulation.standby().store();
          simulation.standby().hangWatches(allHang);
          standby.put(Key.of("/registry/local"), Value.of("theirs"), "foreign");
          assertThat(
                  simulation
                      .world()
                      .runUntil(() -> standby.keys(recorded).size() == 1, Duration.ofMinutes(2)))
              .as("recorded within two minutes")
              .isTrue();
        });
  }

  @Test
  void anUnsupportedPrimaryParksAndIsFollowedOnceItIsUpgraded() {
    simulate(
        5,
        simulation -> {
          simulation.workload().load(60);
          simulation.primary().version("3.5.21");
          simulation.start();
          simulation.awaitParked("unsupported-version");
          assertThat(simulation.status().path("parked").path("sentence").asText())
              .contains("primary", "3.5.21");
          simulation.world().runFor(seconds(30));
          assertThat(simulation.standby().store().keys(SCOPE)).isEmpty();
          simulation.primary().version("3.5.22");
          simulation.settle();
        });
  }

  /** Only what was published before tells of it: nothing may be claimed on such ground. */
  @Test
  void anUnsupportedStandbyIsNotWrittenTo() {
    simulate(
        5,
        simulation -> {
          simulation.workload().load(60);
          simulation.standby().version("3.6.1");
          simulation.start();
          simulation.world().runFor(seconds(30));
          assertThat(simulation.standby().store().revision()).isEqualTo(1);
          simulation.standby().version("3.6.2");
          simulation.settle();
        });
  }
}
