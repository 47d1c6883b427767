package dev.etcdsync.lease;

import dev.etcdsync.model.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once what is the matter with the Lease, and once that it is over. Any thread may call. */
final class LeaseTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseTrouble.class);

  /** No code of HTTP's, nor 0, which stands for no answer. */
  private static final int NONE = Integer.MIN_VALUE;

  /** What comes and goes is not told more often. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final LeaseName lease;
  private final Clock clock;
  private int last = NONE;
  private long toldAt;
  private boolean told;

  /** Whether the Lease may be read and not be changed: then reading it shows nothing. */
  private boolean refusesChanges;

  LeaseTrouble(LeaseName lease, Clock clock) {
    this.lease = lease;
    this.clock = clock;
  }

  /**
   * Met.
   *
   * @param changing whether a change was asked for
   */
  synchronized void met(LeaseFailure failure, boolean changing) {
    refusesChanges = changing && failure.getCode() > 0;
    // Whoever is out of reach is so in many ways, one after the other.
    boolean quiet = failure.getCode() == last && (told || clock.nanos() - toldAt < QUIET.toNanos());
    if (!quiet) {
      last = failure.getCode();
      toldAt = clock.nanos();
      told = true;
      LOG.warn(
          "The standby's apiserver cannot be asked who leads lease={} reason=\"{}\"; it is tried on",
          lease,
          failure.clause());
    }
  }

  /**
   * A request was carried out.
   *
   * @param changing whether it has changed the Lease
   */
  synchronized void over(boolean changing) {
    if (told && (changing || !refusesChanges)) {
      told = false;
      LOG.info("The standby's apiserver tells again who leads lease={}", lease);
    }
  }
}
