package dev.etcdsync.check;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Verified;
import java.util.Optional;

/**
 * Where an object's key was seen.
 *
 * @param inPlace on the standby, where its apiserver looks
 * @param held on the standby, below the link's own keys; its key is the one there
 */
record Sighting(Key key, Optional<Place> onPrimary, Optional<Place> inPlace, Optional<Place> held) {

  /** Whether nothing of it has been written since then. Deletions do not show. */
  boolean isUnmovedSince(Verified then) {
    return isUnmoved(onPrimary, then.revision())
        && isUnmoved(inPlace, then.modRevision())
        && isUnmoved(held, then.modRevision());
  }

  private static boolean isUnmoved(Optional<Place> place, long since) {
    return place.isEmpty() || place.get().meta().modRevision() <= since;
  }

  /** Whether the primary has it, and the standby in one place. */
  boolean isPaired() {
    return onPrimary.isPresent() && inPlace.isPresent() != held.isPresent();
  }
}
