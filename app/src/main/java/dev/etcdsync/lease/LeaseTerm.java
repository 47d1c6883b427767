package dev.etcdsync.lease;

import dev.etcdsync.model.Clock;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One elector of fabric8's, which can be used once: from its first attempt to its end. */
final class LeaseTerm implements Term {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseTerm.class);

  /** Two requests and their timeouts: more are not made without an answer of the lock's. */
  private static final int REQUESTS = 3;

  private final ObservedLock lock;
  private final LeaseTimes times;
  private final Clock clock;
  private final CompletableFuture<Void> decided = new CompletableFuture<>();
  private final CompletableFuture<Void> lost = new CompletableFuture<>();
  private final LeaderElector elector;
  private final CompletableFuture<?> attempts;
  private volatile boolean leading;

  private LeaseTerm(LeaseStore store, ObservedLock lock, LeaseTimes times, Clock clock) {
    this.lock = lock;
    this.times = times;
    this.clock = clock;
    lock.begin(() -> decided.complete(null));
    this.elector =
        store.elector(
            new LeaderElectionConfigBuilder()
                .withName(lock.describe())
                .withLock(lock)
                .withLeaseDuration(times.duration())
                .withRenewDeadline(times.renewDeadline())
                .withRetryPeriod(times.retryPeriod())
                // Given back by close(), once the leader's work has ended, and not before.
                .withReleaseOnCancel(false)
                // Called while the elector holds its lock: they only tell others.
                .withLeaderCallbacks(new LeaderCallbacks(this::lead, this::lose, _ -> {}))
                .build());
    this.attempts = elector.start();
    var _ = attempts.whenComplete((_, _) -> lose());
  }

  /** Begins to try. */
  static LeaseTerm begin(LeaseStore store, ObservedLock lock, LeaseTimes times, Clock clock) {
    return new LeaseTerm(store, lock, times, clock);
  }

  /** Waits for what comes of the first attempt: whether this process leads. */
  boolean awaitDecision() {
    clock.await(decided, times.retryPeriod().multipliedBy(REQUESTS));
    if (!leads()) {
      return false;
    }
    Duration deadline = times.renewDeadline();
    Thread.ofPlatform()
        .name("lease")
        .daemon()
        .start(new RenewalWatch(clock, deadline, lock::renewedAt, lost)::run);
    return true;
  }

  private boolean leads() {
    return leading && !lost.isDone();
  }

  private void lead() {
    leading = true;
    decided.complete(null);
  }

  private void lose() {
    lost.complete(null);
    decided.complete(null);
  }

  @Override
  public CompletableFuture<Void> lost() {
    return lost;
  }

  @Override
  public String lostBecause() {
    String holder = lock.holderSeen();
    return holder.isEmpty() || holder.equals(lock.identity())
        ? "not renewed for %d s".formatted(times.renewDeadline().toSeconds())
        : holder + " holds it";
  }

  @Override
  public void close() {
    // Waits for an attempt under way; none comes after that.
    attempts.cancel(true);
    lose();
    try {
      elector.release();
    } catch (LeaseFailure e) {
      if (leading) {
        LOG.warn(
            "The lease could not be given back lease=\"{}\" reason=\"{}\"; others wait until it has"
                + " run out",
            lock.describe(),
            e.clause());
      }
    }
  }
}
