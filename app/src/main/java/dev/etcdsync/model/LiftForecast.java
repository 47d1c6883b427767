package dev.etcdsync.model;

import java.time.Duration;

/**
 * How far the revision of a standby has to be lifted on promotion, and how long that takes as far
 * as can be said without trying.
 *
 * @param revisions so many transactions; 0: none
 */
public record LiftForecast(long revisions) {
  /** Lifts a second of TODO. */
  public static final long A_SECOND = 2_000;

  /** So far above the primary: it may have gone on since it was last heard of. */
  public static final long MARGIN = 10_000;

  /** To lift from one revision to at least another one. */
  public static LiftForecast between(long from, long target) {
    return new LiftForecast(Math.max(0, target - from));
  }

  public Duration time() {
    return Duration.ofSeconds(Math.ceilDiv(revisions, A_SECOND));
  }
}
