package dev.etcdsync.view;

import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.Timing;
import java.time.Duration;

/**
 * How old evidence may be for something to be claimed on it.
 *
 * @param confirmed the last moment at which the standby was known to hold all that the primary held
 * @param compared the last comparison of everything, where its leader does not tell how often it
 *     compares
 */
public record Ages(Duration confirmed, Duration compared) {
  /** One comparison may be missed. */
  private static final int INTERVALS = 2;

  /** What it may take by itself. */
  private static final Duration COMPARING = Duration.ofMinutes(1);

  public static Ages of(Timing timing) {
    return of(timing.syncedAge(), timing.checkInterval());
  }

  /**
   * As these say.
   *
   * @param checkInterval how long after a comparison of everything the next one begins
   */
  public static Ages of(Duration syncedAge, Duration checkInterval) {
    return new Ages(syncedAge, within(checkInterval));
  }

  /** How old the last one of these may be: by the leader's own interval, if it tells it. */
  Duration compared(CompareSummary compare) {
    return compare.interval().map(Ages::within).orElse(compared);
  }

  private static Duration within(Duration checkInterval) {
    return checkInterval.multipliedBy(INTERVALS).plus(COMPARING);
  }
}
