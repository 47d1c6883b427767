package dev.etcdsync.copy;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.Watch;
import dev.etcdsync.etcd.WatchItem;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * What the primary's watch has told since the copy's listing: values to write, keys created later,
 * and how far that reaches.
 */
final class PrimaryEvents {
  private static final long COLLECT_BYTES = 8 << 20;
  private static final Duration ASK_AGAIN = Duration.ofMillis(100);

  private final Watch watch;
  private final Signal signal;
  private final Clock clock;
  private final Duration watchdog;
  private final Scope scope;
  private final CreationIndex index;
  private final long listed;
  private final long cluster;
  private final Set<Key> gone = new HashSet<>();
  private final Set<Key> told = new HashSet<>();
  private long reached;
  private long collected;
  private Optional<Witness> witness;

  /**
   * @param index what keys created after the listing are added to
   * @param listed the revision of the listing; the watch begins behind it
   * @param cluster the primary's cluster id
   * @param witness the latest event in scope up to there, if any
   */
  PrimaryEvents(
      Watch watch,
      Signal signal,
      Clock clock,
      Duration watchdog,
      Scope scope,
      CreationIndex index,
      long listed,
      long cluster,
      Optional<Witness> witness) {
    this.watch = watch;
    this.signal = signal;
    this.clock = clock;
    this.watchdog = watchdog;
    this.scope = scope;
    this.index = index;
    this.listed = listed;
    this.cluster = cluster;
    this.reached = listed;
    this.witness = witness;
  }

  /** Every change up to this revision has been seen. */
  long reached() {
    return reached;
  }

  /** The keys that the primary has at the revision reached, in key order, less some. */
  Iterator<Key> keys(Predicate<Key> without) {
    return index.keys(key -> isGone(key) || without.test(key));
  }

  /** Every so many of the keys that were listed, in key order. */
  List<Key> landmarks(int every) {
    return index.landmarks(every);
  }

  /** Whether the last {@link #advanceTo} told of the key: what was read of it before is old. */
  boolean hasJustTold(Key key) {
    return told.contains(key);
  }

  /** Whether the primary has had the key, and has it no more at the revision reached. */
  boolean isGone(Key key) {
    return gone.contains(key);
  }

  /** The latest event in scope up to {@link #reached}. */
  Optional<Witness> witness() {
    return witness;
  }

  /**
   * Takes what the watch delivers until it has told everything up to {@code target}, or the values
   * collected weigh enough to be written first: {@link #reached} tells which.
   *
   * @param copiedUpTo the creation watermark: a key created up to it has been copied, and its later
   *     values are returned; a younger one will be read later
   * @return the last value of each changed key that has been copied
   * @throws EtcdException if the watch ends or is silent for too long
   */
  List<KeyValue> advanceTo(long target, long copiedUpTo) {
    Map<Key, KeyValue> latest = new LinkedHashMap<>();
    long heard = clock.nanos();
    long asked = heard - ASK_AGAIN.toNanos();
    collected = 0;
    told.clear();
    while (reached < target && collected < COLLECT_BYTES) {
      CompletableFuture<Void> woken = signal.next();
      Optional<WatchItem> item = watch.feed().poll();
      if (item.isPresent()) {
        heard = clock.nanos();
        take(item.get(), copiedUpTo, latest);
      } else if (clock.nanos() - heard > watchdog.toNanos()) {
        throw new EtcdException(
            Side.PRIMARY, Failure.TIMEOUT, "the primary's watch has been silent for too long");
      } else {
        if (clock.nanos() - asked >= ASK_AGAIN.toNanos()) {
          asked = clock.nanos();
          watch.requestProgress();
        }
        clock.await(woken, ASK_AGAIN);
      }
    }
    return new ArrayList<>(latest.values());
  }

  private void take(WatchItem item, long copiedUpTo, Map<Key, KeyValue> latest) {
    switch (item) {
      case WatchItem.Opened opened -> {
        if (opened.clusterId() != cluster) {
          throw new EtcdException(
              Side.PRIMARY, Failure.OTHER, "the primary has become another cluster");
        }
      }
      case WatchItem.Progress progress -> reached = Math.max(reached, progress.revision());
      case WatchItem.Changed changed -> {
        if (changed.revision().number() <= reached) {
          throw EtcdException.wentBack(Side.PRIMARY, changed.revision().number());
        }
        take(scope.within(changed.revision()), copiedUpTo, latest);
        reached = Math.max(reached, changed.revision().number());
      }
      case WatchItem.Broken broken -> throw broken.cause();
    }
  }

  private void take(Revision revision, long copiedUpTo, Map<Key, KeyValue> latest) {
    if (revision.changes().isEmpty()) {
      return;
    }
    witness = Optional.of(Witness.of(revision));
    for (Change change : revision.changes()) {
      told.add(change.key());
      switch (change) {
        case Change.Put put -> {
          KeyValue entry = put.entry();
          gone.remove(entry.key());
          if (entry.createRevision() <= copiedUpTo) {
            latest.put(entry.key(), entry);
            collected += entry.size();
          } else if (put.isCreation() && entry.createRevision() > listed) {
            index.add(entry.key(), entry.createRevision());
          }
        }
        // No deletion is applied during a copy: a deleted owner would make the standby's collector
        // delete stale dependents that still name it. The end of the copy makes them all.
        case Change.Delete delete -> {
          gone.add(delete.key());
          latest.remove(delete.key());
        }
      }
    }
  }
}
