package dev.etcdsync.view;

import dev.etcdsync.check.CheckResult;
import java.time.Duration;
import java.time.Instant;

/**
 * A comparison's result, and when it was made.
 *
 * @param begun before anything was read: what is told is never newer than this
 * @param deep whether every value was asked for
 */
public record CheckReport(CheckResult result, Instant begun, Duration took, boolean deep) {

  /** How old it is; what changed within this time may not be in it. */
  public Duration age(Instant now) {
    Duration age = Duration.between(begun, now);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
