package dev.etcdsync.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a comparison of everything came to.
 *
 * @param time when it was complete
 * @param took how long it took
 * @param revision of the primary that was compared
 * @param modRevision of the standby that was compared
 * @param keys of the primary that were compared, those included that are held
 * @param missed keys that the standby lacks
 * @param different keys of which both have another value
 * @param stale keys that the standby still has and the primary has no more
 * @param local keys of the standby's own
 * @param statusDiverged objects of which only the status differs: no drift
 */
public record LastCompare(
    Instant time,
    Duration took,
    long revision,
    long modRevision,
    long keys,
    long missed,
    long different,
    long stale,
    long local,
    long statusDiverged) {

  /** Whether the standby held all that the primary had, as it was. */
  public boolean isClean() {
    return missed == 0 && different == 0 && stale == 0;
  }

  /** What it found, as an object of a sentence; empty if it was clean. */
  Optional<String> difference() {
    return isClean()
        ? Optional.empty()
        : Optional.of(
            "%d missed, %d different and %d stale keys".formatted(missed, different, stale));
  }
}
