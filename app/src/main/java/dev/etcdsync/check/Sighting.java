package dev.etcdsync.check;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Verified;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an object's key was seen.
 *
 * @param inPlace on the standby, where its apiserver looks
 * @param held on the standby, below the link's own keys; its key is the one there
 */
record Sighting(Key key, Optional<Place> onPrimary, Optional<Place> inPlace, Optional<Place> held) {

  /** Whether nothing of it has been written since then. Deletions do not show. */
  boolean isUnmovedSince(Verified then) {
    return onPrimary.stream().allMatch(place -> place.meta().modRevision() <= then.revision())
        && Stream.concat(inPlace.stream(), held.stream())
            .allMatch(place -> place.meta().modRevision() <= then.modRevision());
  }

  /** Whether the primary has it, and the standby in one place. */
  boolean isPaired() {
    return onPrimary.isPresent() && inPlace.isPresent() != held.isPresent();
  }
}
