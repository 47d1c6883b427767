package dev.etcdsync.lease;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.model.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Competes for a Lease. A follower looks at it, more often than fabric8's elector would try, and
 * lets an elector try as soon as it may be taken: so one that was given back is taken at once, and
 * one that has run out within a look's time.
 */
public final class LeaseElection implements Election {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseElection.class);

  private final LeaseStore store;
  private final LeaseName name;
  private final LeaseTimes times;
  private final Clock clock;
  private final ObservedLock lock;

  /**
   * Connects to nothing yet.
   *
   * @param identity a name that no other process has at the same time
   */
  public LeaseElection(
      Access access, LeaseName name, String identity, LeaseTimes times, Clock clock) {
    this(new ApiserverLease(access, name, times.retryPeriod()), name, identity, times, clock);
  }

  LeaseElection(LeaseStore store, LeaseName name, String identity, LeaseTimes times, Clock clock) {
    this.store = store;
    this.name = name;
    this.times = times;
    this.clock = clock;
    this.lock = new ObservedLock(store, name, identity, times.duration(), clock);
  }

  @Override
  public Optional<Term> await(Follower follower) {
    while (true) {
      var woken = follower.next();
      if (follower.isStopping()) {
        return Optional.empty();
      }
      Duration pause = times.retryPeriod();
      switch (lock.look()) {
        case Look.NoAnswer _ -> {}
        case Look.Held held -> {
          if (held.renewed()) {
            follower.standsBehind(held.by());
          }
          Duration left = lock.left();
          pause = left.compareTo(times.look()) < 0 ? left : times.look();
        }
        case Look.Free _ -> {
          Optional<Term> term = stand();
          if (term.isPresent()) {
            return term;
          }
        }
        case Look.Expired expired -> {
          Optional<Term> term = stand();
          if (term.isPresent()) {
            LOG.info(
                "Taken over from a leader that has not renewed the lease lease={} leader={}"
                    + " seconds={}",
                name,
                expired.by(),
                times.duration().toSeconds());
            return term;
          }
        }
      }
      clock.await(woken, pause);
    }
  }

  private Optional<Term> stand() {
    LeaseTerm term;
    try {
      term = LeaseTerm.begin(store, lock, times, clock);
    } catch (LeaseFailure e) {
      // The client could be made a moment ago.
      return Optional.empty();
    }
    if (term.awaitDecision()) {
      return Optional.of(term);
    }
    term.close();
    return Optional.empty();
  }

  @Override
  public String lease() {
    return name.toString();
  }

  @Override
  public String identity() {
    return lock.identity();
  }

  @Override
  public void close() {
    store.close();
  }
}
