package dev.etcdsync.lease;

import java.time.Duration;

/**
 * How fast things happen to a Lease.
 *
 * @param duration after so long without a renewal another one may take the Lease
 * @param renewDeadline after so long without a renewal its holder stops to lead; less than {@code
 *     duration} by as much as its work may take to stop
 * @param retryPeriod how often its holder renews it, and the most that a request may take
 * @param look how often a follower looks whether it is free
 */
public record LeaseTimes(
    Duration duration, Duration renewDeadline, Duration retryPeriod, Duration look) {

  /** As Kubernetes' own components have them; and a follower that looks twice a second. */
  public static LeaseTimes defaults() {
    return new LeaseTimes(
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        Duration.ofMillis(500));
  }
}
