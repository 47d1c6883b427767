package dev.etcdsync.follow;

import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.TransactionLimits;
import java.util.ArrayList;
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
  private final Landing landing;

  Merger(TransactionLimits limits, Landing landing) {
    this.limits = limits;
    this.landing = landing;
  }

  /**
   * A transaction's worth.
   *
   * @param effects what to write, in order
   * @param position what the standby holds after it
   * @param revisions how many revisions it completes
   */
  record Batch(List<Landing.Effect> effects, Position position, int revisions) {
    List<Op> ops() {
      return effects.stream().flatMap(effect -> effect.ops().stream()).toList();
    }

    /** The keys that are put or deleted in their own place. */
    List<Key> written() {
      return effects.stream().filter(Landing.Effect::inPlace).map(Landing.Effect::key).toList();
    }
  }

  private record Merged(Change change, Landing.Effect effect) {}

  /** The next batch of a backlog that is not empty, on top of {@code position}. */
  Batch next(Backlog backlog, Position position) {
    if (position instanceof Position.Within within) {
      return part(backlog.first(), within.revision(), within.applied());
    }
    Map<Key, Merged> merged = new LinkedHashMap<>();
    int operations = 0;
    long bytes = 0;
    int revisions = 0;
    long last = 0;
    for (Revision revision : backlog) {
      List<Merged> next = new ArrayList<>(revision.changes().size());
      int moreOperations = 0;
      long moreBytes = 0;
      boolean recreates = false;
      for (Change change : revision.changes()) {
        Merged earlier = merged.get(change.key());
        Change whole = change;
        if (earlier != null) {
          recreates |= earlier.change() instanceof Change.Delete && change instanceof Change.Put;
          moreOperations -= earlier.effect().ops().size();
          moreBytes -= earlier.effect().bytes();
          whole = change.after(earlier.change());
        }
        Merged later = new Merged(whole, landing.following(whole));
        moreOperations += later.effect().ops().size();
        moreBytes += later.effect().bytes();
        next.add(later);
      }
      boolean fits =
          operations + moreOperations <= operationLimit() && bytes + moreBytes <= limits.bytes();
      if (recreates || !fits) {
        break;
      }
      // A key that changes again moves to its new place: the order of the last changes is kept.
      next.forEach(each -> merged.remove(each.change().key()));
      next.forEach(each -> merged.put(each.change().key(), each));
      operations += moreOperations;
      bytes += moreBytes;
      last = revision.number();
      revisions++;
    }
    if (revisions == 0) {
      return part(backlog.first(), position(position), 0);
    }
    return new Batch(
        merged.values().stream().map(Merged::effect).toList(), new Position.At(last), revisions);
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
    List<Landing.Effect> effects = new ArrayList<>();
    int operations = 0;
    long bytes = 0;
    int end = applied;
    while (end < changes.size()) {
      Landing.Effect effect = landing.following(changes.get(end));
      operations += effect.ops().size();
      bytes += effect.bytes();
      if (end > applied && (operations > operationLimit() || bytes > limits.bytes())) {
        break;
      }
      effects.add(effect);
      end++;
    }
    boolean complete = end == changes.size();
    Position position =
        complete
            ? new Position.At(revision.number())
            : new Position.Within(completed, revision.number(), end, changes.size());
    return new Batch(effects, position, complete ? 1 : 0);
  }

  /** Two are left for the checkpoint and what may accompany it. */
  private int operationLimit() {
    return limits.operations() - Hold.OVERHEAD_OPERATIONS;
  }
}
