package dev.etcdsync.replica;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.lease.Election;
import dev.etcdsync.lease.Term;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Value;
import dev.etcdsync.replicate.Ending;
import dev.etcdsync.replicate.Replicator;
import dev.etcdsync.simulation.LogLines;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas with real engines between two etcds in memory, elected by the test. */
class ReplicaSimulationTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SHORTLY = Duration.ofSeconds(20);

  /** What is under way is waited for, so that its end is known: an answer, and a seal. */
  private static final Duration ONE_TRANSACTION = ofMillis(100);

  private static final Key FENCE = Key.of("/etcd-sync/main/fence");
  private static final Key PROMOTION = Key.of("/etcd-sync/main/promotion");
  private static final Key VERIFY = Key.of("/etcd-sync/main/request/verify");

  private final Simulation simulation = new Simulation(7, 12);

  @BeforeEach
  void begin() {
    simulation.workload().load(100);
  }

  @AfterEach
  void end() {
    simulation.close();
  }

  /** A process, and whether it leads. */
  private final class Elected implements Election {
    private final String name;
    private final Signal changed = new Signal();
    private final SimulatedProcess process;
    private boolean leads;
    private Optional<Once> term = Optional.empty();
    private final List<String> done = new ArrayList<>();
    private Optional<Replica> replica = Optional.empty();

    Elected(String name) {
      this.name = name;
      this.process = simulation.world().start(name, this::run);
    }

    private void run(SimulatedProcess self) {
      Replica running =
          new Replica(
              this,
              () -> new Replication(simulation.engine(self)),
              published(self),
              published(self),
              self.clock());
      replica = Optional.of(running);
      running.run();
    }

    Elected elect() {
      leads = true;
      changed.raise();
      return this;
    }

    void unseat() {
      leads = false;
      term.orElseThrow().lost.complete(null);
    }

    void stop() {
      replica.orElseThrow().requestStop();
      changed.raise();
    }

    @Override
    public Optional<Term> await(Follower follower) {
      while (!follower.isStopping()) {
        if (leads) {
          term = Optional.of(new Once(done));
          return Optional.of(term.get());
        }
        var woken = changed.next();
        if (!leads) {
          // The process's own clock: it may crash here.
          process().clock().await(woken, Duration.ofSeconds(1));
        }
      }
      return Optional.empty();
    }

    private SimulatedProcess process() {
      return process;
    }

    @Override
    public String lease() {
      return "ns/lease";
    }

    @Override
    public String identity() {
      return name;
    }

    @Override
    public void close() {
      done.add("closed");
    }
  }

  private record Once(CompletableFuture<Void> lost, List<String> done) implements Term {
    Once(List<String> done) {
      this(new CompletableFuture<>(), done);
    }

    @Override
    public String lostBecause() {
      return "the test says so";
    }

    @Override
    public void close() {
      done.add("given back");
    }
  }

  private record Replication(Replicator replicator) implements LeaderWork {
    @Override
    public Optional<String> run() {
      return switch (replicator.run()) {
        case Ending.Stopped _ -> Optional.empty();
        case Ending.Deposed deposed -> Optional.of(deposed.by());
      };
    }

    @Override
    public void requestStop() {
      replicator.requestStop();
    }

    @Override
    public void live(LiveSettings now) {
      replicator.live(now);
    }
  }

  /** For the judge an operator: whoever only asks needs not hold the link. */
  private PublishedStatus published(SimulatedProcess self) {
    return new PublishedStatus(
        simulation.standby().connector(SimulatedClient.test()),
        Simulation.LINK,
        TIMEOUT,
        self.clock());
  }

  private JsonNode fence() {
    try {
      return new ObjectMapper()
          .readTree(simulation.standby().store().get(FENCE).orElseThrow().value().bytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitLeader(String name, long epoch) {
    assertThat(
            simulation
                .world()
                .runUntil(
                    () ->
                        simulation.standby().store().get(FENCE).isPresent()
                            && fence().path("holder").asText().equals(name)
                            && fence().path("epoch").asLong() == epoch,
                    Duration.ofMinutes(3)))
        .as("%s leads in epoch %d", name, epoch)
        .isTrue();
    simulation.settle();
  }

  @Test
  void whoLosesTheLeaseStopsAndMayLeadAgain() {
    Elected one = new Elected("one").elect();
    awaitLeader("one", 1);
    one.unseat();
    assertThat(simulation.world().runUntil(() -> one.done.contains("given back"), SHORTLY))
        .isTrue();
    simulation.workload().load(20);
    long revision = simulation.standby().store().revision();
    simulation.world().runFor(Duration.ofMinutes(1));
    assertThat(simulation.standby().store().revision()).as("nobody writes").isEqualTo(revision);
    assertThat(one.process.isOver()).isFalse();
    one.elect();
    awaitLeader("one", 2);
    one.stop();
    assertThat(simulation.world().runUntil(one.process::isOver, SHORTLY)).isTrue();
    assertThat(one.process.failure()).isEmpty();
    assertThat(one.done).containsExactly("given back", "given back", "closed");
  }

  /**
   * In the middle of a copy, and behind a primary that is written to faster than can be applied.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 15, 40, 90, 150, 400, 900, 2500})
  void whoLosesTheLeaseWritesNothingMore(int milliseconds) {
    Elected one = new Elected("one").elect();
    simulation.world().runUntil(() -> simulation.standby().store().get(FENCE).isPresent(), SHORTLY);
    simulation.world().every(ofMillis(1), ofMillis(2), () -> simulation.workload().step());
    simulation.world().runFor(ofMillis(milliseconds));
    assertThat(one.done).isEmpty();
    long begun = simulation.world().nanos();
    one.unseat();
    assertThat(simulation.world().runUntil(() -> one.done.contains("given back"), SHORTLY))
        .isTrue();
    assertThat(Duration.ofNanos(simulation.world().nanos() - begun))
        .isLessThanOrEqualTo(ONE_TRANSACTION);
    long revision = simulation.standby().store().revision();
    simulation.world().runFor(Duration.ofMinutes(1));
    assertThat(simulation.standby().store().revision()).as("nobody writes").isEqualTo(revision);
  }

  @Test
  void twoThatBothBelieveToLeadDoNotFight() {
    Elected one = new Elected("one").elect();
    awaitLeader("one", 1);
    Elected other = new Elected("other").elect();
    awaitLeader("other", 2);
    simulation.world().runFor(Duration.ofMinutes(10));
    assertThat(fence().path("epoch").asLong()).as("claims").isEqualTo(2);
    assertThat(one.done).as("the lease stays with whoever stands aside").isEmpty();
    simulation.workload().load(20);
    simulation.settle();

    other.process.crash();
    long crashed = simulation.world().nanos();
    simulation.workload().load(20);
    awaitLeader("one", 3);
    assertThat(Duration.ofNanos(simulation.world().nanos() - crashed))
        .isGreaterThanOrEqualTo(ClaimantWatch.SILENCE.minusSeconds(15));
    one.stop();
    assertThat(simulation.world().runUntil(one.process::isOver, SHORTLY)).isTrue();
  }

  @Test
  void whoIsDeposedByAPromotionAsksNobodyToStopIt() {
    Elected one = new Elected("one").elect();
    awaitLeader("one", 1);
    try (LogLines log = LogLines.of(Replica.class)) {
      deposeForAPromotion();
      simulation.workload().load(5);
      simulation.world().runFor(Duration.ofMinutes(3));
      assertThat(log.matching("The link is being promoted, or was, by=4711@console")).hasSize(1);
      assertThat(log.matching("stop that process")).isEmpty();
      assertThat(log.matching("claimed again")).isEmpty();
      assertThat(fence().path("holder").asText()).isEqualTo("4711@console");

      simulation.standby().store().delete(PROMOTION, "operator");
      assertThat(
              simulation
                  .world()
                  .runUntil(() -> fence().path("holder").asText().equals("one"), SHORTLY))
          .as("goes on when the promotion is taken back")
          .isTrue();
    }
    assertThat(one.done).as("the lease").isEmpty();
  }

  /** As the first step of {@code etcd-sync promote} leaves it. */
  private void deposeForAPromotion() {
    String fence =
        "{\"version\":1,\"epoch\":2,\"holder\":\"4711@console\",\"nonce\":\"n\","
            + "\"primaryCluster\":\"11\",\"standbyCluster\":\"22\"}";
    Promotion promotion =
        new Promotion(
            Promotion.Stage.DRAINING,
            0,
            0,
            Optional.empty(),
            "4711@console",
            Instant.EPOCH,
            Instant.EPOCH);
    // The judge knows a claim by a process that writes a fence and nothing else.
    SimulatedProcess console = simulation.world().start("console", self -> {});
    SimulatedStore store = simulation.standby().store();
    store.write(List.of(new Op.Put(FENCE, Value.of(fence))), console);
    store.write(
        List.of(new Op.Put(PROMOTION, new PromotionDocument().write(promotion))), "operator");
  }

  @Test
  void whoStandsAsideFollowsOnceTheLeaseIsLost() {
    Elected one = new Elected("one").elect();
    awaitLeader("one", 1);
    Elected other = new Elected("other").elect();
    awaitLeader("other", 2);
    simulation.workload().load(5);
    simulation.world().runFor(SHORTLY);
    one.unseat();
    assertThat(simulation.world().runUntil(() -> one.done.contains("given back"), SHORTLY))
        .isTrue();
    other.process.crash();
    simulation.world().runFor(Duration.ofMinutes(10));
    assertThat(fence().path("epoch").asLong()).as("claims").isEqualTo(2);
  }

  @Test
  void oneThatIsStoppedWhileItStandsAsideEnds() {
    Elected one = new Elected("one").elect();
    awaitLeader("one", 1);
    new Elected("other").elect();
    awaitLeader("other", 2);
    simulation.workload().load(5);
    simulation.world().runFor(SHORTLY);
    one.stop();
    assertThat(simulation.world().runUntil(one.process::isOver, SHORTLY)).isTrue();
    assertThat(one.done).containsExactly("given back", "closed");
  }

  private SimulatedProcess verify() {
    return simulation
        .world()
        .start("follower", self -> new Verification(published(self), "pod-b", self.clock()).run());
  }

  @Test
  void aNewReplicaHasEverythingComparedAndTellsWhatCameOfIt() {
    try (LogLines log = LogLines.of(Verification.class)) {
      simulation.start();
      simulation.settle();
      simulation.world().runFor(Duration.ofSeconds(2));
      long before = simulation.standby().store().revision();
      SimulatedProcess follower = verify();
      assertThat(simulation.world().runUntil(follower::isOver, SHORTLY)).isTrue();
      assertThat(follower.failure()).isEmpty();
      assertThat(log.matching("Verified by the leader clean=yes")).hasSize(1);
      assertThat(log.matching("Verification waits")).isEmpty();
      assertThat(simulation.status().at("/compare/standbyRevision").asLong()).isGreaterThan(before);
      assertThat(simulation.standby().store().get(VERIFY)).as("the request is taken").isEmpty();
    }
  }

  @Test
  void aVerificationWaitsForALeaderAndForTheStandby() {
    try (LogLines log = LogLines.of(Verification.class)) {
      simulation.standby().failFor(Duration.ofSeconds(30));
      SimulatedProcess follower = verify();
      simulation.world().runFor(Duration.ofMinutes(1));
      assertThat(log.matching("the standby's etcd")).hasSize(1);
      assertThat(log.matching("Verification asked")).hasSize(1);
      assertThat(follower.isOver()).isFalse();
      simulation.start();
      simulation.settle();
      assertThat(simulation.world().runUntil(follower::isOver, SHORTLY)).isTrue();
      assertThat(log.matching("Verified by the leader clean=yes")).hasSize(1);
    }
  }

  @Test
  void aVerificationTellsWhatIsNotAsItShouldBe() {
    simulation.start();
    simulation.settle();
    simulation.world().runFor(Duration.ofSeconds(2));
    Key some = simulation.standby().store().keys(Simulation.REGISTRY).getFirst();
    try (LogLines log = LogLines.of(Verification.class)) {
      simulation
          .standby()
          .store()
          .write(
              List.of(
                  new Op.Delete(some), new Op.Put(Key.of("/etcd-sync/main/mark"), Value.of(""))),
              "foreign");
      SimulatedProcess follower = verify();
      assertThat(simulation.world().runUntil(follower::isOver, SHORTLY)).isTrue();
      assertThat(log.matching("clean=no")).hasSize(1);
      assertThat(log.matching("missed=1")).hasSize(1);
    }
  }
}
