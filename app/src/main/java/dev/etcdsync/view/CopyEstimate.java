package dev.etcdsync.view;

import dev.etcdsync.model.LastCopy;
import dev.etcdsync.model.LinkStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a running copy may still take, if it goes on as it went so far.
 *
 * @param keysPerSecond since it began
 * @param left keys that were not settled when this was published
 */
record CopyEstimate(double keysPerSecond, long left) {
  /** Empty where nothing is copied, or nothing is settled yet. */
  static Optional<CopyEstimate> of(LinkStatus status) {
    Optional<LastCopy> copy = status.copy().filter(LastCopy::running);
    if (status.total() == 0 || status.copied() == 0 || copy.isEmpty()) {
      return Optional.empty();
    }
    double took =
        Math.max(1, Duration.between(copy.get().began(), status.time()).toMillis()) / 1000.0;
    double rate = status.copied() / took;
    return Optional.of(
        new CopyEstimate(
            Math.round(rate * 10) / 10.0, Math.max(0, status.total() - status.copied())));
  }

  /**
   * In whole seconds, from now.
   *
   * @param age seconds since it was published how far the copy is
   */
  long secondsLeft(double age) {
    return Math.max(0, Math.round(left / Math.max(0.1, keysPerSecond) - age));
  }
}
