package dev.etcdsync.monitor;

import dev.etcdsync.model.Clock;
import dev.etcdsync.model.SystemClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The real clock, which a test may set forward. */
final class MovableClock implements Clock {
  private final SystemClock real = new SystemClock();
  private volatile Duration ahead = Duration.ZERO;

  void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  @Override
  public Instant now() {
    return real.now().plus(ahead);
  }

  @Override
  public long nanos() {
    return real.nanos() + ahead.toNanos();
  }

  @Override
  public boolean await(CompletableFuture<?> future, Duration timeout) {
    return real.await(future, timeout);
  }
}
