package dev.etcdsync.copy;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads keys of an index at one revision of the primary, and those that the standby has, there too.
 * How many at once follows the size of the values seen, so that large ones do not fill the memory.
 */
final class PinnedReads {
  private static final int ANSWER_BYTES = 2 << 20;
  private static final int FIRST = 16;

  /** Requests have a limit, too, and more keys together are not faster. */
  private static final int MOST = 1024;

  private final Etcd primary;
  private final Etcd standby;
  private final CreationIndex index;
  private final KnownSurplus surplus;
  private final int most;
  private int next = FIRST;

  /**
   * @param most keys to read at once
   */
  PinnedReads(Etcd primary, Etcd standby, CreationIndex index, KnownSurplus surplus, int most) {
    this.primary = primary;
    this.standby = standby;
    this.index = index;
    this.surplus = surplus;
    this.most = Math.min(most, MOST);
  }

  /**
   * A read under way.
   *
   * @param from position of its first key in the index
   * @param end position behind its last key
   * @param onStandby what the standby has of those keys that it is known to have, by position
   */
  record Read(
      int from,
      int end,
      CompletableFuture<Etcd.Reading> onPrimary,
      CompletableFuture<Etcd.Reading> onStandby) {}

  /** How many keys the next read should take. */
  int size() {
    return next;
  }

  Read start(int from, int end, long revision) {
    List<Key> keys = new ArrayList<>(end - from);
    List<Key> shared = new ArrayList<>();
    for (int position = from; position < end; position++) {
      Key key = index.key(position);
      keys.add(key);
      if (index.isOnStandby(position)) {
        shared.add(key);
      }
    }
    CompletableFuture<Etcd.Reading> present =
        shared.isEmpty()
            ? CompletableFuture.completedFuture(new Etcd.Reading(List.of(), 0))
            : standby.get(shared, 0);
    return new Read(from, end, primary.get(keys, revision), present);
  }

  /**
   * The entries of a finished read that the standby does not have as they are. A key that was
   * created anew since the index was made is left out: it comes again, later in the index.
   */
  List<KeyValue> differing(Read read, Etcd.Reading onPrimary, Etcd.Reading onStandby) {
    List<KeyValue> differing = new ArrayList<>(read.end - read.from);
    int shared = 0;
    long bytes = 0;
    for (int position = read.from; position < read.end; position++) {
      Optional<KeyValue> theirs = Optional.empty();
      if (index.isOnStandby(position)) {
        theirs = onStandby.entries().get(shared++);
      }
      Optional<KeyValue> entry = onPrimary.entries().get(position - read.from);
      if (entry.isEmpty() || entry.get().createRevision() != index.createRevision(position)) {
        continue;
      }
      bytes += entry.get().size();
      // A key that is recorded as the standby's own is written even so, to take the record away.
      boolean equal = theirs.map(KeyValue::value).equals(entry.map(KeyValue::value));
      if (!equal || surplus.contains(entry.get().key())) {
        differing.add(entry.get());
      }
    }
    adapt(read.end - read.from, bytes);
    return differing;
  }

  /**
   * The answer to a read was too large: the next ones take fewer keys.
   *
   * @return whether fewer are possible
   */
  boolean shrink(Read read) {
    int keys = read.end - read.from;
    next = Math.max(1, keys / 4);
    return keys > 1;
  }

  /** Doubles while values are small, and never asks for more than an answer should weigh. */
  private void adapt(int keys, long bytes) {
    long average = Math.max(1, bytes / keys);
    long fitting = Math.max(1, ANSWER_BYTES / average);
    next = (int) Math.min(Math.min(most, fitting), next * 2L);
  }
}
