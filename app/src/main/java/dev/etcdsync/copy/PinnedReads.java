package dev.etcdsync.copy;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.ReadSize;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads keys of an index at one revision of the primary, and those that the standby has, there too.
 * How many at once follows the size of the values seen, so that large ones do not fill the memory.
 */
final class PinnedReads {
  private final Etcd primary;
  private final Etcd standby;
  private final CreationIndex index;
  private final Landing landing;
  private final Elsewhere elsewhere;
  private final OwnersFirst order;
  private final ReadSize size;

  /**
   * @param most keys to read at once
   */
  PinnedReads(
      Etcd primary,
      Etcd standby,
      CreationIndex index,
      Landing landing,
      Elsewhere elsewhere,
      OwnersFirst order,
      int most) {
    this.primary = primary;
    this.standby = standby;
    this.index = index;
    this.landing = landing;
    this.elsewhere = elsewhere;
    this.order = order;
    this.size = new ReadSize(most);
  }

  /**
   * A read under way.
   *
   * @param from position of its first key in the index
   * @param end position behind its last key
   * @param wanted which keys of the standby are read: where it is known to have something
   * @param onStandby what it has there
   */
  record Read(
      int from,
      int end,
      List<Key> wanted,
      CompletableFuture<Etcd.Reading> onPrimary,
      CompletableFuture<Etcd.Reading> onStandby) {}

  /** How many keys the next read should take. */
  int size() {
    return size.keys();
  }

  /** Begins a read of the keys from {@code from} to {@code last}, or of fewer. */
  Read start(int from, int last, long revision) {
    List<Key> keys = new ArrayList<>(last - from);
    List<Key> wanted = new ArrayList<>();
    int end = from;
    for (; end < last && wanted.size() + 2 <= size.most(); end++) {
      Key key = index.key(end);
      keys.add(key);
      if (index.isOnStandby(end)) {
        wanted.add(key);
      }
      if (landing.held().contains(key)) {
        wanted.add(landing.heldKey(key));
      }
    }
    CompletableFuture<Etcd.Reading> present =
        wanted.isEmpty()
            ? CompletableFuture.completedFuture(new Etcd.Reading(List.of(), 0))
            : standby.get(wanted, 0);
    return new Read(from, end, wanted, primary.get(keys, revision), present);
  }

  /**
   * What has to be written of a finished read, since the standby does not have it as it is. A key
   * that was created anew since the index was made is left out: it comes again, later in the index.
   */
  List<Landing.Effect> differing(Read read, Etcd.Reading onPrimary, Etcd.Reading onStandby) {
    Map<Key, Value> present = new HashMap<>();
    for (int i = 0; i < read.wanted.size(); i++) {
      Key key = read.wanted.get(i);
      onStandby.entries().get(i).ifPresent(entry -> present.put(key, entry.value()));
    }
    List<Landing.Effect> differing = new ArrayList<>(read.end - read.from);
    long bytes = 0;
    for (int position = read.from; position < read.end; position++) {
      Optional<KeyValue> entry = onPrimary.entries().get(position - read.from);
      if (entry.isEmpty() || entry.get().createRevision() != index.createRevision(position)) {
        continue;
      }
      bytes += entry.get().size();
      Landing.Effect effect = landing.copying(entry.get());
      elsewhere.note(effect);
      if (isThere(effect, present)) {
        order.found(effect);
      } else {
        differing.add(effect);
      }
    }
    size.found(read.end - read.from, bytes);
    return differing;
  }

  /** More than a put takes records away: that is done even if the value is there. */
  private static boolean isThere(Landing.Effect effect, Map<Key, Value> present) {
    return effect.ops().isEmpty()
        || (effect.ops().size() == 1
            && effect.ops().getFirst() instanceof Op.Put put
            && Optional.of(put.value()).equals(Optional.ofNullable(present.get(put.key()))));
  }

  /**
   * The answer to a read was too large: the next ones take fewer keys.
   *
   * @return whether fewer are possible
   */
  boolean shrink(Read read) {
    return size.shrink(read.end - read.from);
  }
}
