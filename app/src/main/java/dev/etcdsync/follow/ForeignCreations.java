package dev.etcdsync.follow;

import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.TransactionLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns from the standby's own history which keys others have created there, so that they are
 * never taken for stale. Owned by the engine's thread.
 *
 * <p>The watch tells of a creation after it happened, and we may have written that key in between;
 * so every write of ours counts until the watch has come past it.
 */
final class ForeignCreations {
  /** What a record weighs beside its key, generously. */
  private static final long RECORD_BYTES = 200;

  private final Scope scope;
  private final KnownSurplus surplus;
  private final FollowProgress progress;
  private final Map<Key, Long> ownWrites = new HashMap<>();
  private final Map<Key, Change> unrecorded = new LinkedHashMap<>();
  private long reached;

  /**
   * @param reached the standby's revision up to which foreign creations are recorded already
   */
  ForeignCreations(Scope scope, KnownSurplus surplus, FollowProgress progress, long reached) {
    this.scope = scope;
    this.surplus = surplus;
    this.progress = progress;
    this.reached = reached;
  }

  /** We have written these keys at {@code modRevision} of the standby. */
  void wrote(List<Key> written, long modRevision) {
    if (modRevision > reached) {
      written.forEach(key -> ownWrites.put(key, modRevision));
    }
    written.forEach(unrecorded::remove);
  }

  /** Everything up to this revision of the standby has been told. */
  void reached(long revision) {
    reached = Math.max(reached, revision);
    // A deletion of what was not there leaves no event to wait for.
    ownWrites.values().removeIf(modRevision -> modRevision <= reached);
  }

  /**
   * Takes what a revision of the standby did to keys in scope.
   *
   * @param ours whether we wrote it
   */
  void revision(Revision revision, boolean ours) {
    for (Change change : revision.changes()) {
      if (scope.contains(change.key())) {
        if (ours) {
          takeOurs(change.key(), revision.number());
        } else {
          takeForeign(change, revision.number());
        }
      }
    }
    reached = Math.max(reached, revision.number());
  }

  /** Created by others and then replicated, as a history told again after a reconnect shows. */
  private void takeOurs(Key key, long modRevision) {
    ownWrites.remove(key, modRevision);
    unrecorded.remove(key);
    if (surplus.contains(key)) {
      unrecorded.put(key, new Change.Delete(key));
    }
  }

  private void takeForeign(Change change, long modRevision) {
    if (ownWrites.getOrDefault(change.key(), 0L) > modRevision) {
      return;
    }
    switch (change) {
      case Change.Put put -> {
        if (put.isCreation()) {
          progress.foreign(change, modRevision);
          // Of a key that was deleted before, the record may have gone in the same transaction, as
          // etcd-sync surplus deletes both: then it is made anew.
          boolean recordStands = surplus.contains(put.key()) && !unrecorded.containsKey(put.key());
          if (!recordStands) {
            unrecorded.put(put.key(), put);
          }
        }
      }
      case Change.Delete delete -> {
        progress.foreign(change, modRevision);
        unrecorded.remove(delete.key());
        if (surplus.contains(delete.key())) {
          unrecorded.put(delete.key(), delete);
        }
      }
    }
  }

  boolean hasUnrecorded() {
    return !unrecorded.isEmpty();
  }

  /** Keys that are to be recorded, or forgotten, next: as many as a transaction takes. */
  List<Change> next(TransactionLimits limits) {
    List<Change> some = unrecorded.values().stream().limit(limits.operations()).toList();
    return limits
        .parts(some, 2 * Hold.OVERHEAD_OPERATIONS, change -> change.key().length() + RECORD_BYTES)
        .getFirst();
  }

  /** The operations that record or forget these. */
  List<Op> operations(List<Change> changes) {
    List<Op> ops = new ArrayList<>(changes.size());
    for (Change change : changes) {
      switch (change) {
        case Change.Put put -> ops.add(surplus.recording(put.key(), put.entry().createRevision()));
        case Change.Delete delete -> surplus.forgetting(delete.key()).ifPresent(ops::add);
      }
    }
    return ops;
  }

  /** The operations have been carried out. */
  void recorded(List<Change> changes) {
    for (Change change : changes) {
      unrecorded.remove(change.key());
      switch (change) {
        case Change.Put put -> surplus.add(put.key());
        case Change.Delete delete -> surplus.remove(delete.key());
      }
    }
  }

  /**
   * What the checkpoint may say was seen, once {@code alsoRecorded} are recorded with it: nothing
   * beyond a creation that is still unrecorded.
   */
  long seen(long before, List<Change> alsoRecorded) {
    return unrecorded.size() > alsoRecorded.size() ? before : reached;
  }
}
