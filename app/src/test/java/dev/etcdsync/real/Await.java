package dev.etcdsync.real;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waiting for conditions, with evidence when they do not come. */
public final class Await {
  private Await() {}

  /** Waits until the condition holds; fails with what was awaited and the evidence. */
  public static void until(
      String what, Duration timeout, Callable<Boolean> condition, Supplier<String> evidence) {
    until(what, timeout, Duration.ofMillis(20), condition, evidence);
  }

  /** The same with another pause between looks, for a condition that costs something to look at. */
  public static void until(
      String what,
      Duration timeout,
      Duration pause,
      Callable<Boolean> condition,
      Supplier<String> evidence) {
    try {
      Awaitility.await(what)
          .pollDelay(Duration.ZERO)
          .pollInterval(pause)
          .atMost(timeout)
          .until(condition);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "Not within " + timeout.toMillis() + " ms: " + what + "\n" + evidence.get(), e);
    }
  }

  /** Keeps a fault in place for a time: the time is the fault, it stands for no condition. */
  public static void hold(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    try {
      for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.sleep(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a fault was held", e);
    }
  }
}
