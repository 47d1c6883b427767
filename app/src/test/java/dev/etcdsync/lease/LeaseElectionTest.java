package dev.etcdsync.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.etcdsync.model.Signal;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.simulation.LogLines;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Candidates with fabric8's own elector, each on a thread of its own, and one Lease. */
@Timeout(60)
class LeaseElectionTest {
  private static final LeaseName NAME = new LeaseName("ns", "lease");
  private static final LeaseTimes TIMES =
      new LeaseTimes(
          Duration.ofMillis(1500),
          Duration.ofMillis(1000),
          Duration.ofMillis(100),
          Duration.ofMillis(20));

  private final MemoryLease lease = new MemoryLease();
  private final List<Candidate> candidates = new ArrayList<>();

  /** Competes until it has a term, then waits until it is told to go on. */
  private final class Candidate implements Election.Follower {
    private final Signal signal = new Signal();
    private final Set<String> leaders = ConcurrentHashMap.newKeySet();
    private final MemoryLease.Way way = lease.way();
    private final LeaseElection election;
    private volatile boolean stopping;

    Candidate(String identity) {
      election = new LeaseElection(way, NAME, identity, TIMES, new SystemClock());
      candidates.add(this);
    }

    CompletableFuture<Optional<Term>> compete() {
      return CompletableFuture.supplyAsync(
          () -> election.await(this), task -> Thread.ofVirtual().start(task));
    }

    void stop() {
      stopping = true;
      signal.raise();
    }

    @Override
    public boolean isStopping() {
      return stopping;
    }

    @Override
    public CompletableFuture<Void> next() {
      return signal.next();
    }

    @Override
    public void standsBehind(String leader) {
      leaders.add(leader);
    }
  }

  @AfterEach
  void stop() {
    candidates.forEach(Candidate::stop);
  }

  private static Term won(CompletableFuture<Optional<Term>> competing) {
    return competing.join().orElseThrow();
  }

  @Test
  void oneLeadsAndTheOtherKnowsWhom() {
    Candidate one = new Candidate("one");
    Candidate other = new Candidate("other");
    Term term = won(one.compete());
    assertThat(lease.holder()).isEqualTo("one");
    CompletableFuture<Optional<Term>> waiting = other.compete();
    await().until(() -> other.leaders.contains("one"));
    assertThat(waiting).isNotDone();
    other.stop();
    assertThat(waiting.join()).isEmpty();
    term.close();
    assertThat(lease.holder()).isEmpty();
    assertThat(other.leaders).containsExactly("one");
  }

  @Test
  void whatIsGivenBackIsTakenAtOnceAndCanBeWonAgain() {
    Candidate one = new Candidate("one");
    Candidate other = new Candidate("other");
    Term first = won(one.compete());
    CompletableFuture<Optional<Term>> waiting = other.compete();
    await().until(() -> other.leaders.contains("one"));
    long begin = System.nanoTime();
    first.close();
    Term second = won(waiting);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TIMES.duration());
    assertThat(first.lost()).isCompleted();
    assertThat(second.lost()).isNotDone();
    CompletableFuture<Optional<Term>> again = one.compete();
    await().until(() -> one.leaders.contains("other"));
    second.close();
    Term third = won(again);
    assertThat(lease.holder()).isEqualTo("one");
    third.close();
    assertThat(one.way.electors()).as("a new elector for each attempt").isGreaterThan(1);
  }

  @Test
  void whoseRequestsHangStopsAtTheDeadlineAndIsSucceeded() {
    Candidate one = new Candidate("one");
    Candidate other = new Candidate("other");
    Term term = won(one.compete());
    CompletableFuture<Optional<Term>> waiting = other.compete();
    CompletableFuture<Void> forNow = new CompletableFuture<>();
    one.way.hang(forNow);
    long begin = System.nanoTime();
    term.lost().join();
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isLessThan(TIMES.renewDeadline().plusMillis(400));
    assertThat(waiting).as("not before the lease has expired").isNotDone();
    Term next = won(waiting);
    assertThat(lease.holder()).isEqualTo("other");
    forNow.complete(null);
    term.close();
    assertThat(lease.holder()).as("what another one holds is not given back").isEqualTo("other");
    assertThat(next.lost()).isNotDone();
    next.close();
  }

  @Test
  void whoeverFindsAnotherHolderStops() {
    Candidate one = new Candidate("one");
    Term term = won(one.compete());
    lease.hold("by hand");
    term.lost().join();
    assertThat(term.lostBecause()).isEqualTo("by hand holds it");
    term.close();
    Term next = won(one.compete());
    assertThat(lease.holder()).isEqualTo("one");
    assertThat(one.leaders).as("it has never renewed").isEmpty();
    next.close();
  }

  /** As after an installation anew, or when the node with all replicas comes back. */
  @Test
  void nobodyStandsBehindALeaderThatIsGone() {
    lease.hold("gone");
    Candidate one = new Candidate("one");
    Term term = won(one.compete());
    assertThat(one.leaders).isEmpty();
    term.close();
  }

  @Test
  void aLeaseThatWasDeletedIsMadeAnewAndGoesOn() {
    Candidate one = new Candidate("one");
    Term term = won(one.compete());
    lease.delete();
    await().until(() -> lease.holder().equals("one"));
    assertThat(term.lost()).isNotDone();
    term.close();
  }

  @Test
  void whoMayNotChangeTheLeaseTriesOn() {
    Candidate one = new Candidate("one");
    one.way.refuseChanges(403);
    try (LogLines log = LogLines.of(LeaseTrouble.class)) {
      CompletableFuture<Optional<Term>> competing = one.compete();
      await().until(() -> one.way.electors() > 2);
      assertThat(competing).isNotDone();
      assertThat(log.matching("cannot be asked who leads")).hasSize(1);
      assertThat(log.matching("tells again"))
          .as("it may be read all the time, and nobody can lead")
          .isEmpty();
      one.way.refuseChanges(0);
      won(competing).close();
      assertThat(log.matching("tells again")).hasSize(1);
    }
  }

  @Test
  void whoGetsNoAnswerTriesOn() {
    Candidate one = new Candidate("one");
    one.way.refuse(500);
    CompletableFuture<Optional<Term>> competing = one.compete();
    await().during(Duration.ofMillis(300)).until(() -> !competing.isDone());
    one.way.refuse(0);
    won(competing).close();
  }

  @Test
  void manyCompeteAndNeverTwoLead() {
    List<CompletableFuture<Optional<Term>>> competing = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      competing.add(new Candidate("c" + i).compete());
    }
    List<CompletableFuture<Optional<Term>>> left = new ArrayList<>(competing);
    while (!left.isEmpty()) {
      CompletableFuture.anyOf(left.toArray(CompletableFuture[]::new)).join();
      List<CompletableFuture<Optional<Term>>> won =
          left.stream().filter(CompletableFuture::isDone).toList();
      assertThat(won).hasSize(1);
      Term term = won(won.getFirst());
      assertThat(term.lost()).isNotDone();
      left.removeIf(CompletableFuture::isDone);
      term.close();
    }
  }

  /** FLINK-34007: why each term has an elector of its own. */
  @Test
  void anElectorOfFabric8CanBeUsedOnce() {
    LeaderElector elector = elector(new CompletableFuture<>(), new CompletableFuture<>());
    elector.start().cancel(true);
    assertThatThrownBy(elector::start).isInstanceOf(IllegalStateException.class);
  }

  /** Why the lock throws nothing but what fabric8 expects. */
  @Test
  void anElectorOfFabric8DiesSilentlyOfAnExceptionThatItDoesNotExpect() {
    AtomicInteger asked = new AtomicInteger();
    Lock broken =
        (Lock)
            Proxy.newProxyInstance(
                Lock.class.getClassLoader(),
                new Class<?>[] {Lock.class},
                (self, method, arguments) -> {
                  if (method.getName().equals("get")) {
                    asked.incrementAndGet();
                    throw new IllegalStateException("no duration");
                  }
                  return "e";
                });
    CompletableFuture<?> attempts =
        elector(broken, new CompletableFuture<>(), new CompletableFuture<>()).start();
    await().until(() -> asked.get() > 0);
    await()
        .during(TIMES.retryPeriod().multipliedBy(4))
        .until(() -> asked.get() == 1 && !attempts.isDone());
  }

  /** Why it is left to the lock to make a Lease: an edit would end the leader for a moment. */
  @Test
  void anElectorOfFabric8StopsAndStartsAgainWhenItsHolderIsTakenAway() {
    CompletableFuture<Void> started = new CompletableFuture<>();
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    CompletableFuture<?> attempts = elector(started, stopped).start();
    started.join();
    lease.hold("");
    stopped.join();
    await().until(() -> lease.holder().equals("e"));
    attempts.cancel(true);
  }

  private LeaderElector elector(CompletableFuture<Void> started, CompletableFuture<Void> stopped) {
    return elector(
        new ObservedLock(lease.way(), NAME, "e", TIMES.duration(), new SystemClock()),
        started,
        stopped);
  }

  private LeaderElector elector(
      Lock lock, CompletableFuture<Void> started, CompletableFuture<Void> stopped) {
    return lease
        .way()
        .elector(
            new LeaderElectionConfigBuilder()
                .withName("e")
                .withLock(lock)
                .withLeaseDuration(TIMES.duration())
                .withRenewDeadline(TIMES.renewDeadline())
                .withRetryPeriod(TIMES.retryPeriod())
                .withLeaderCallbacks(
                    new LeaderCallbacks(
                        () -> started.complete(null), () -> stopped.complete(null), _ -> {}))
                .build());
  }
}
