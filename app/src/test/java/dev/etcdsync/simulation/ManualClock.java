package dev.etcdsync.simulation;

import dev.etcdsync.model.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** A clock that only a test moves, and whoever waits by it. */
public final class ManualClock implements Clock {
  private long nanos = 1;

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public Instant now() {
    return Instant.ofEpochSecond(0, nanos());
  }

  /** Nobody else does anything meanwhile: the time is over at once. */
  @Override
  public boolean await(CompletableFuture<?> future, Duration timeout) {
    if (!future.isDone()) {
      pass(timeout);
    }
    return future.isDone();
  }

  public synchronized void pass(Duration duration) {
    nanos += duration.toNanos();
  }
}
