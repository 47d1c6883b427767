package dev.etcdsync.model;

import java.time.Duration;

/**
 * How long things may take and how often they happen.
 *
 * @param requestTimeout how long one request to an etcd may take before its outcome is unknown
 * @param watchdog how long a watch may be silent before it is opened anew
 * @param statusInterval how often the status is published in the standby's etcd
 * @param epoch how long one epoch of a copy reads at one revision
 * @param syncedAge how old the evidence may be on which "synced" is claimed
 * @param checkInterval how long after a comparison of everything the next one begins
 */
public record Timing(
    Duration requestTimeout,
    Duration watchdog,
    Duration statusInterval,
    Duration epoch,
    Duration syncedAge,
    Duration checkInterval) {

  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofHours(24);

  public Timing {
    check("requestTimeout", requestTimeout, TEN_MINUTES);
    check("watchdog", watchdog, TEN_MINUTES);
    check("statusInterval", statusInterval, MINUTE);
    check("epoch", epoch, MINUTE);
    check("syncedAge", syncedAge, HOUR);
    check("checkInterval", checkInterval, DAY);
  }

  public static Timing defaults() {
    return new Timing(
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(15),
        Duration.ofMinutes(5));
  }

  private static void check(String name, Duration given, Duration most) {
    if (given.compareTo(LEAST) < 0 || given.compareTo(most) > 0) {
      throw InvalidSetting.outOfRange(
          "timing." + name,
          Durations.text(given),
          "%s to %s".formatted(Durations.text(LEAST), Durations.text(most)));
    }
  }
}
