package dev.etcdsync.cli;

import dev.etcdsync.model.Clock;
import java.time.Duration;

/** Tells how far something is, each two seconds, so that what is quick says nothing. */
final class SlowProgress {
  private static final long INTERVAL = Duration.ofSeconds(2).toNanos();

  private final Clock clock;
  private final Teller teller;
  private long told;

  /** Says it to people. */
  interface Teller {
    void tell(long done, long total);
  }

  SlowProgress(Clock clock, Teller teller) {
    this.clock = clock;
    this.teller = teller;
    this.told = clock.nanos();
  }

  void at(long done, long total) {
    if (clock.nanos() - told >= INTERVAL) {
      told = clock.nanos();
      teller.tell(done, total);
    }
  }
}
