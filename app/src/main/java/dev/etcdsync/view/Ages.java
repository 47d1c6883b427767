package dev.etcdsync.view;

import dev.etcdsync.model.Timing;
import java.time.Duration;

/**
 * How old evidence may be for something to be claimed on it.
 *
 * @param confirmed the last moment at which the standby was known to hold all that the primary held
 * @param compared the last comparison of everything
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
    return new Ages(syncedAge, checkInterval.multipliedBy(INTERVALS).plus(COMPARING));
  }
}
