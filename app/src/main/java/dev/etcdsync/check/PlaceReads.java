package dev.etcdsync.check;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads listed keys of one side: as ranges where they follow each other, the rest one by one. A
 * range is several times as cheap, and to ask for one that holds other keys, too, may be as dear.
 */
final class PlaceReads {
  /** Below that the request costs more than it saves. */
  private static final int SHORTEST_RANGE = 8;

  private final Etcd etcd;
  private final long revision;
  private final int most;
  private final List<CompletableFuture<Etcd.Reading>> readings = new ArrayList<>();
  private final List<Key> single = new ArrayList<>();
  private final List<Key> run = new ArrayList<>();
  private long last = -1;

  /**
   * @param most keys that may be read one by one together
   */
  PlaceReads(Etcd etcd, long revision, int most) {
    this.etcd = etcd;
    this.revision = revision;
    this.most = most;
  }

  /** To be read, too. Places come in their listing's order; {@link #start} ends a listing. */
  void add(Place place) {
    if (place.position() != last + 1) {
      endRun();
    }
    last = place.position();
    run.add(place.meta().key());
  }

  /** Begins what has not begun yet. */
  void start() {
    endRun();
    readSingle();
  }

  private void endRun() {
    if (run.size() >= SHORTEST_RANGE) {
      KeyRange range = new KeyRange(run.getFirst(), run.getLast().next());
      readings.add(etcd.getAll(range, revision));
    } else {
      for (Key key : run) {
        single.add(key);
        if (single.size() == most) {
          readSingle();
        }
      }
    }
    run.clear();
  }

  private void readSingle() {
    if (!single.isEmpty()) {
      readings.add(etcd.get(List.copyOf(single), revision));
      single.clear();
    }
  }

  /** Waits for all of it. */
  Map<Key, KeyValue> await(Side side, Answers answers) {
    Map<Key, KeyValue> found = new HashMap<>();
    for (CompletableFuture<Etcd.Reading> reading : readings) {
      for (Optional<KeyValue> entry : answers.await(side, reading).entries()) {
        entry.ifPresent(it -> found.put(it.key(), it));
      }
    }
    return found;
  }
}
