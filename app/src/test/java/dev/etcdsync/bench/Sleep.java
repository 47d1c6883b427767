package dev.etcdsync.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting. */
final class Sleep {
  private Sleep() {}

  static void of(Duration duration) {
    until(System.nanoTime() + duration.toNanos());
  }

  /** Sleeps until a moment in {@link System#nanoTime}. */
  static void until(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Asks again and again, and returns when the answer was yes, in {@link System#nanoTime}. */
  static long untilTrue(String what, Duration step, Duration most, BooleanSupplier question) {
    long deadline = System.nanoTime() + most.toNanos();
    while (true) {
      if (question.getAsBoolean()) {
        return System.nanoTime();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited for too long until " + what);
      }
      of(step);
    }
  }
}
