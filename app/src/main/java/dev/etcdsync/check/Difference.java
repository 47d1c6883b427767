package dev.etcdsync.check;

/**
 * How the two sides differ.
 *
 * @param missed the standby lacks what the primary has
 * @param different both have it, and the values are not the same
 * @param stale the standby still has what it once replicated and the primary has no more
 * @param statusDiverged of so many objects only what the standby's own controllers keep differs,
 *     their status above all: no drift
 * @param local what only the standby has, and never came from the primary: its own
 */
public record Difference(
    FoundKeys missed, FoundKeys different, FoundKeys stale, FoundKeys local, long statusDiverged) {
  /** Whether the standby holds all that the primary has, as it is. Its own keys do not count. */
  public boolean isClean() {
    return missed.count() == 0 && different.count() == 0 && stale.count() == 0;
  }
}
