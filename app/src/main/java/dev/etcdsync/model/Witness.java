package dev.etcdsync.model;

import java.util.Optional;

/**
 * An in-scope event that the standby holds: proof that the primary's history is still the one that
 * was followed. A cluster id proves nothing, since a data directory made anew under the same name
 * has the same one; and a bootstrap makes the same keys in the same order, so the value counts,
 * too.
 *
 * @param digest of what the event wrote; of a deletion, a constant
 * @param last whether no later event in scope lies between it and the checkpoint. A listing shows
 *     the latest put, but not the deletions since.
 */
public record Witness(Key key, long revision, String digest, boolean last) {
  private static final String DELETED = Digest.EMPTY.with("deleted").text();

  /** The last event of a revision that is applied completely. */
  public static Witness of(Revision revision) {
    Change change = revision.changes().getLast();
    return new Witness(change.key(), revision.number(), digest(change), true);
  }

  /** The latest put that a listing shows. */
  public static Witness listed(KeyValue entry) {
    return new Witness(entry.key(), entry.modRevision(), digest(entry.value()), false);
  }

  /** Whether a revision holds the very event. */
  public boolean isIn(Revision candidate) {
    return candidate.number() == revision
        && candidate.changes().stream()
            .anyMatch(change -> change.key().equals(key) && digest(change).equals(digest));
  }

  /**
   * Whether a primary has had this very event.
   *
   * @param entry what it had under the key at the event's revision
   */
  public boolean isShownBy(Optional<KeyValue> entry) {
    return entry
        .map(there -> there.modRevision() == revision && digest(there.value()).equals(digest))
        .orElse(digest.equals(DELETED));
  }

  private static String digest(Change change) {
    return switch (change) {
      case Change.Put put -> digest(put.entry().value());
      case Change.Delete delete -> DELETED;
    };
  }

  private static String digest(Value value) {
    return Digest.EMPTY.with(value.bytes()).text();
  }
}
