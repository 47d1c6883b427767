package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.drift.Comparisons;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.ScopeOfKinds;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.SimulatedServer;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.Simulation;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The thread that compares, between two etcds that an engine has made equal and left. */
class CompareLoopTest {
  private static final KeyRange SCOPE = KeyRange.prefix(Key.of("/registry/"));
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration SHORTLY = Duration.ofSeconds(2);
  private static final Key MARK = Key.of("/etcd-sync/main/mark");

  private final Simulation simulation = new Simulation(1, 12);
  private final SimulatedStore standby = simulation.standby().store();
  private final CompareDesk desk = new CompareDesk(new Signal(), INTERVAL);
  private final Connections toPrimary = new Connections(simulation.primary());
  private final Connections toStandby = new Connections(simulation.standby());
  private List<Key> keys = List.of();

  private Optional<List<Key>> found() {
    return desk.found().map(Comparisons.Found::keys);
  }

  /** Counts those that are open, and fails on demand. */
  private static final class Connections {
    private final SimulatedServer server;
    private boolean broken;
    private int opened;
    private int open;

    Connections(SimulatedServer server) {
      this.server = server;
    }

    EtcdConnector connector(SimulatedProcess process) {
      return new EtcdConnector() {
        @Override
        public Etcd connect() {
          if (broken) {
            throw new EtcdException(side(), Failure.OTHER, "its key file is half written");
          }
          opened++;
          open++;
          return counted(server.connect(SimulatedClient.of(process, Duration.ofSeconds(2))));
        }

        @Override
        public boolean isOutdated() {
          return false;
        }

        @Override
        public Side side() {
          return server.store().side();
        }
      };
    }

    private Etcd counted(Etcd etcd) {
      return (Etcd)
          Proxy.newProxyInstance(
              Etcd.class.getClassLoader(),
              new Class<?>[] {Etcd.class},
              (self, method, arguments) -> {
                if (method.getName().equals("close")) {
                  open--;
                }
                return method.invoke(etcd, arguments);
              });
    }
  }

  @BeforeEach
  void replicateOnce() {
    simulation.workload().load(100);
    SimulatedProcess engine = simulation.start();
    simulation.settle();
    simulation.stop(engine);
    assertThat(simulation.world().runUntil(engine::isOver, Duration.ofMinutes(1))).isTrue();
    keys = standby.keys(SCOPE);
    LinkSettings settings =
        new LinkSettings(
            Simulation.LINK,
            "test",
            "1.2.3",
            new ScopeOfKinds(Key.of("/registry/"), Set.of(), false),
            description -> Optional.empty(),
            new TransactionLimits(24, 64 * 1024),
            new DeletionLimit(100, 1_000_000),
            new Timing(
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMillis(20),
                Duration.ofSeconds(15),
                INTERVAL),
            finding -> finding);
    simulation
        .world()
        .start(
            "compare",
            self ->
                new CompareLoop(
                        settings,
                        toPrimary.connector(self),
                        toStandby.connector(self),
                        self.clock(),
                        desk)
                    .run());
    simulation.world().runFor(SHORTLY);
  }

  @AfterEach
  void close() {
    simulation.close();
  }

  private void plant(Op op) {
    standby.write(List.of(op, new Op.Put(MARK, Value.of(""))), "foreign");
  }

  @Test
  void handsOverWhatIsMissedOrDifferentAndTellsTheRest() {
    plant(new Op.Delete(keys.get(3)));
    plant(new Op.Put(keys.get(7), Value.of("theirs")));
    plant(new Op.Put(Key.of("/registry/stale"), Value.of("old")));
    standby.put(Key.of("/registry/zz-local"), Value.of("own"), "foreign");
    long revision = standby.revision();
    assertThat(toPrimary.opened).as("nothing is compared before following is level").isZero();
    desk.begin();
    simulation.world().runFor(SHORTLY);
    assertThat(found()).contains(List.of(keys.get(3), keys.get(7)));
    var last = desk.summary().last().orElseThrow();
    assertThat(last.isClean()).isFalse();
    assertThat(last.missed()).isEqualTo(1);
    assertThat(last.different()).isEqualTo(1);
    assertThat(last.stale()).isEqualTo(1);
    assertThat(last.local()).isEqualTo(1);
    assertThat(last.keys()).isEqualTo(keys.size());
    assertThat(last.modRevision()).isEqualTo(revision);
    assertThat(last.took()).isPositive();
    assertThat(standby.revision()).as("nothing was written").isEqualTo(revision);
    assertThat(toPrimary.open + toStandby.open).as("open clients").isZero();
  }

  @Test
  void comparesEachIntervalAndAtOnceWhenAsked() {
    desk.begin();
    simulation.world().runFor(SHORTLY);
    assertThat(found()).contains(List.of());
    plant(new Op.Delete(keys.get(3)));
    simulation.world().runFor(INTERVAL.minusSeconds(5));
    assertThat(found()).isEmpty();
    desk.ask();
    simulation.world().runFor(SHORTLY);
    assertThat(found()).contains(List.of(keys.get(3)));
    simulation.world().runFor(Duration.ofSeconds(20));
    assertThat(found()).as("whether it is healed").contains(List.of(keys.get(3)));
    simulation.world().runFor(INTERVAL.minusSeconds(20));
    assertThat(found()).as("what stays so is not looked at all the time").isEmpty();
    simulation.world().runFor(Duration.ofSeconds(25));
    assertThat(found()).contains(List.of(keys.get(3)));
  }

  @Test
  void anotherIntervalCountsFromTheLastComparison() {
    desk.begin();
    simulation.world().runFor(SHORTLY);
    assertThat(found()).isPresent();
    simulation.world().runFor(Duration.ofMinutes(1));
    desk.interval(Duration.ofMinutes(2));
    simulation.world().runFor(Duration.ofSeconds(50));
    assertThat(found()).isEmpty();
    simulation.world().runFor(Duration.ofSeconds(15));
    assertThat(found()).isPresent();
    // What would have begun long ago begins at once, and what was near is put off.
    simulation.world().runFor(Duration.ofSeconds(90));
    desk.interval(Duration.ofMinutes(1));
    simulation.world().runFor(SHORTLY);
    assertThat(found()).isPresent();
    simulation.world().runFor(Duration.ofSeconds(50));
    desk.interval(Duration.ofMinutes(10));
    simulation.world().runFor(Duration.ofMinutes(9).minusSeconds(5));
    assertThat(found()).isEmpty();
    simulation.world().runFor(Duration.ofSeconds(30));
    assertThat(found()).isPresent();
  }

  @Test
  void aFailureIsToldAndTriedAgain() {
    toStandby.broken = true;
    desk.begin();
    simulation.world().runFor(SHORTLY);
    assertThat(desk.summary().trouble().orElseThrow()).contains("half written");
    assertThat(desk.summary().pending()).isTrue();
    assertThat(toPrimary.open).as("open clients").isZero();
    toStandby.broken = false;
    simulation.world().runFor(Duration.ofSeconds(15));
    assertThat(desk.summary().pending()).isFalse();
    assertThat(desk.summary().trouble()).isEmpty();
  }

  @Test
  void whoIsNotWantedAnyMoreStopsAtOnceAndLeavesNothingOpen() {
    simulation.primary().failFor(Duration.ofHours(1));
    desk.begin();
    assertThat(simulation.world().runUntil(() -> toStandby.open == 1, SHORTLY)).isTrue();
    desk.end();
    simulation.world().runFor(Duration.ofMillis(10));
    assertThat(toPrimary.open + toStandby.open).as("open clients").isZero();
    assertThat(desk.summary().trouble()).isEmpty();
    desk.begin();
    assertThat(simulation.world().runUntil(() -> toStandby.open == 1, SHORTLY)).isTrue();
    desk.close();
    simulation.world().runFor(Duration.ofMillis(10));
    assertThat(desk.over()).isDone();
    assertThat(toPrimary.open + toStandby.open).as("open clients").isZero();
  }
}
