package dev.etcdsync.follow;

import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.TransactionLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes transactions of revisions: as many whole ones as fit together, or a part of one that is too
 * large. Of several puts to a key the last one wins; a put after a deletion begins a new
 * transaction, since etcd takes a key only once, and a new object must not look like the old one
 * changed.
 */
final class Merger {
  private final TransactionLimits limits;
  private final KnownSurplus surplus;

  Merger(TransactionLimits limits, KnownSurplus surplus) {
    this.limits = limits;
    this.surplus = surplus;
  }

  /**
   * A transaction's worth.
   *
   * @param ops what to write
   * @param written the keys that {@code ops} puts or deletes
   * @param position what the standby holds after it
   * @param revisions how many revisions it completes
   */
  record Batch(List<Op> ops, List<Key> written, Position position, int revisions) {}

  /** The next batch of a backlog that is not empty, on top of {@code position}. */
  Batch next(Backlog backlog, Position position) {
    if (position instanceof Position.Within within) {
      return part(backlog.first(), within.revision(), within.applied());
    }
    Map<Key, Change> merged = new LinkedHashMap<>();
    int operations = 0;
    long bytes = 0;
    int revisions = 0;
    long last = 0;
    for (Revision revision : backlog) {
      Map<Key, Change> replaced = new HashMap<>();
      int moreOperations = 0;
      long moreBytes = 0;
      boolean recreates = false;
      for (Change change : revision.changes()) {
        Change earlier = merged.get(change.key());
        if (earlier == null) {
          moreOperations += operations(change.key());
        } else {
          replaced.put(change.key(), earlier);
          recreates |= earlier instanceof Change.Delete && change instanceof Change.Put;
        }
        moreBytes += bytes(change) - (earlier == null ? 0 : bytes(earlier));
      }
      boolean fits =
          operations + moreOperations <= operationLimit() && bytes + moreBytes <= limits.bytes();
      if (recreates || !fits) {
        break;
      }
      // A key that changes again moves to its new place: the order of the last changes is kept.
      replaced.keySet().forEach(merged::remove);
      revision.changes().forEach(change -> merged.put(change.key(), change));
      operations += moreOperations;
      bytes += moreBytes;
      last = revision.number();
      revisions++;
    }
    if (revisions == 0) {
      return part(backlog.first(), position(position), 0);
    }
    return batch(new ArrayList<>(merged.values()), new Position.At(last), revisions);
  }

  /** A key of a batch has been written, and is no surplus any more. */
  void written(Key key) {
    surplus.remove(key);
  }

  private static long position(Position position) {
    return switch (position) {
      case Position.At at -> at.revision();
      case Position.Within within -> within.revision();
      case Position.Copying copying ->
          throw new IllegalStateException("a copy's checkpoint cannot be followed from");
    };
  }

  /** As much of a revision as fits, from change number {@code applied} on; at least one change. */
  private Batch part(Revision revision, long completed, int applied) {
    List<Change> changes = revision.changes();
    int operations = 0;
    long bytes = 0;
    int end = applied;
    while (end < changes.size()) {
      Change change = changes.get(end);
      operations += operations(change.key());
      bytes += bytes(change);
      if (end > applied && (operations > operationLimit() || bytes > limits.bytes())) {
        break;
      }
      end++;
    }
    boolean complete = end == changes.size();
    Position position =
        complete
            ? new Position.At(revision.number())
            : new Position.Within(completed, revision.number(), end, changes.size());
    return batch(changes.subList(applied, end), position, complete ? 1 : 0);
  }

  private Batch batch(List<Change> changes, Position position, int revisions) {
    List<Op> ops = new ArrayList<>(changes.size());
    List<Key> written = new ArrayList<>(changes.size());
    for (Change change : changes) {
      written.add(change.key());
      ops.add(
          switch (change) {
            case Change.Put put -> new Op.Put(put.key(), put.entry().value());
            case Change.Delete delete -> new Op.Delete(delete.key());
          });
      surplus.forgetting(change.key()).ifPresent(ops::add);
    }
    return new Batch(ops, written, position, revisions);
  }

  /** Two are left for the checkpoint and what may accompany it. */
  private int operationLimit() {
    return limits.operations() - Hold.OVERHEAD_OPERATIONS;
  }

  private int operations(Key key) {
    return surplus.contains(key) ? 2 : 1;
  }

  private static long bytes(Change change) {
    return change.size() + 16L;
  }
}
