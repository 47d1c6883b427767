package dev.etcdsync.bench;

import java.time.Duration;

/** Before something is measured. */
final class Settle {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private Settle() {}

  /** Lets the etcds finish their own work, and waits for others to be quiet, too. */
  static void before(Setup setup) {
    System.gc();
    Sleep.of(Duration.ofSeconds(2));
    if (setup.waitForQuiet()) {
      Quiet.await(PATIENCE);
    }
  }
}
