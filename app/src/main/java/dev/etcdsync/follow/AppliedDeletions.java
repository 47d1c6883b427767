package dev.etcdsync.follow;

import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Revision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which objects a batch has taken away, each with the primary's revision that asked for it.
 * Where a batch takes nothing away, that costs a look at its operations.
 */
final class AppliedDeletions {
  private final FollowProgress progress;

  AppliedDeletions(FollowProgress progress) {
    this.progress = progress;
  }

  /**
   * A batch has been written.
   *
   * @param revisions that it is made of, in order
   * @param modRevision the standby's
   */
  void tell(List<Landing.Effect> effects, Iterable<Revision> revisions, long modRevision) {
    List<Landing.Effect> gone = effects.stream().filter(Landing.Effect::takesAway).toList();
    if (gone.isEmpty()) {
      return;
    }
    Map<Key, Long> last = new HashMap<>();
    for (Revision revision : revisions) {
      for (Change change : revision.changes()) {
        last.put(change.key(), revision.number());
      }
    }
    for (Landing.Effect effect : gone) {
      progress.deleted(
          effect.key(), effect.placement(), last.getOrDefault(effect.key(), 0L), modRevision);
    }
  }
}
