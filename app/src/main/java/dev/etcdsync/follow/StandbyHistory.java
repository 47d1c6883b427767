package dev.etcdsync.follow;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.Watch;
import dev.etcdsync.etcd.WatchItem;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The standby's history, each revision told together with whether we wrote it: every transaction of
 * ours puts the checkpoint or the mark. Two watches, over the scope and over the link's own keys,
 * so that nobody needs the right to read what lies between; a revision of the first is told once
 * the second has come past it. Owned by the engine's thread.
 */
final class StandbyHistory implements AutoCloseable {
  private final Watch scope;
  private final Watch own;
  private final LinkKeys keys;
  private final Deque<Revision> waiting = new ArrayDeque<>();
  private final Set<Long> ours = new HashSet<>();
  private long scopeReached;
  private long ownReached;

  /** Hears the history, in order. */
  interface Listener {
    /** What a revision did to keys in the scope's range. */
    void revision(Revision revision, boolean ours);

    /** Everything up to this revision has been told. */
    void reached(long revision);

    /** An operator asks something of the leader. */
    void asked(KeyValue request);
  }

  /**
   * Opens both watches.
   *
   * @param from the first revision wanted
   */
  StandbyHistory(Etcd standby, KeyRange scope, LinkKeys keys, long from, Signal signal) {
    this.keys = keys;
    this.scope = standby.watch(scope, from, false, signal);
    this.own = standby.watch(keys.range(), from, false, signal);
  }

  /**
   * What was taken.
   *
   * @param scope whether the watch over the scope has told anything
   * @param own whether the watch over the link's own keys has
   * @param end why following has to end, if it has to
   */
  record Taken(boolean scope, boolean own, Optional<FollowOutcome> end) {}

  /** Takes what there is and tells it. */
  Taken take(Listener listener) {
    boolean heardOwn = false;
    for (Optional<WatchItem> item = own.feed().poll(); item.isPresent(); item = own.feed().poll()) {
      heardOwn = true;
      switch (item.get()) {
        case WatchItem.Opened opened -> {}
        case WatchItem.Progress answer -> ownReached = Math.max(ownReached, answer.revision());
        case WatchItem.Changed changed -> takeOwn(changed.revision(), listener);
        case WatchItem.Broken broken -> {
          return broken(broken);
        }
      }
    }
    boolean heardScope = false;
    for (Optional<WatchItem> item = scope.feed().poll();
        item.isPresent();
        item = scope.feed().poll()) {
      heardScope = true;
      switch (item.get()) {
        case WatchItem.Opened opened -> {}
        case WatchItem.Progress answer -> scopeReached = Math.max(scopeReached, answer.revision());
        case WatchItem.Changed changed -> {
          waiting.addLast(changed.revision());
          scopeReached = Math.max(scopeReached, changed.revision().number());
        }
        case WatchItem.Broken broken -> {
          return broken(broken);
        }
      }
    }
    if (heardOwn || heardScope) {
      tell(listener);
    }
    return new Taken(heardScope, heardOwn, Optional.empty());
  }

  private static Taken broken(WatchItem.Broken broken) {
    return new Taken(true, true, Optional.of(FollowOutcome.broken(Side.STANDBY, broken.cause())));
  }

  private void takeOwn(Revision revision, Listener listener) {
    for (Change change : revision.changes()) {
      if (change instanceof Change.Put put
          && (put.key().equals(keys.healRequest()) || put.key().equals(keys.verifyRequest()))) {
        listener.asked(put.entry());
      }
    }
    boolean signed =
        revision.changes().stream()
            .map(Change::key)
            .anyMatch(key -> key.equals(keys.checkpoint()) || key.equals(keys.mark()));
    if (signed) {
      ours.add(revision.number());
    }
    ownReached = Math.max(ownReached, revision.number());
  }

  private void tell(Listener listener) {
    while (!waiting.isEmpty() && waiting.getFirst().number() <= ownReached) {
      Revision revision = waiting.removeFirst();
      listener.revision(revision, ours.remove(revision.number()));
    }
    long reached = Math.min(scopeReached, ownReached);
    if (waiting.isEmpty()) {
      listener.reached(reached);
      ours.removeIf(revision -> revision <= reached);
    }
  }

  void requestProgress() {
    scope.requestProgress();
    own.requestProgress();
  }

  @Override
  public void close() {
    scope.close();
    own.close();
  }
}
