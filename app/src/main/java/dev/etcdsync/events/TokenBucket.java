package dev.etcdsync.events;

import dev.etcdsync.model.Clock;
import java.time.Duration;

/** Lets a burst through, and then one each period: client-go's spam filter. Used by one thread. */
final class TokenBucket {
  private final Clock clock;
  private final int burst;
  private final long period;
  private long tokens;
  private long filledAt;

  TokenBucket(Clock clock, int burst, Duration period) {
    this.clock = clock;
    this.burst = burst;
    this.period = period.toNanos();
    this.tokens = burst;
    this.filledAt = clock.nanos();
  }

  /** Whether one more may pass now. */
  boolean take() {
    long come = (clock.nanos() - filledAt) / period;
    filledAt += come * period;
    tokens = Math.min(burst, tokens + come);
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }
}
