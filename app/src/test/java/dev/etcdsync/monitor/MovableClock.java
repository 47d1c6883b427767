package dev.etcdsync.monitor;

import dev.etcdsync.model.Clock;
import dev.etcdsync.model.SystemClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The real clock, which a test may set forward, and whose time of day it may set. */
final class MovableClock implements Clock {
  private final SystemClock real = new SystemClock();
  private volatile Duration ahead = Duration.ZERO;

  private volatile Duration stepped = Duration.ZERO;

  void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  /** As a time server does that corrects a clock. */
  void step(Duration by) {
    stepped = stepped.plus(by);
  }

  @Override
  public Instant now() {
    return real.now().plus(ahead).plus(stepped);
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
