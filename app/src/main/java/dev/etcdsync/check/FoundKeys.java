package dev.etcdsync.check;

import java.util.List;

/**
 * What was found of one sort.
 *
 * @param count of all
 * @param listed the first of them in key order, as many as are kept
 */
public record FoundKeys(long count, List<Found> listed) {
  public FoundKeys {
    listed = List.copyOf(listed);
  }

  /** How many there are beside those listed. */
  public long unlisted() {
    return count - listed.size();
  }
}
