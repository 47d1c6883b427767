package dev.etcdsync.check;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.ReadSize;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads what was sighted, both sides pinned, several reads under way, and tells it in order. Used
 * by one thread.
 */
final class SightingReads {
  /** More are hardly faster, and where large values follow small ones the answers grow so much. */
  private static final int TOGETHER = 256;

  private final Etcd primary;
  private final Etcd standby;
  private final Pair pair;
  private final Answers answers;
  private final int most;
  private final int inFlight;
  private final ReadSize size = new ReadSize(TOGETHER);
  private final Consumer<Seen> taker;
  private final Deque<Read> reading = new ArrayDeque<>();
  private List<Sighting> next = new ArrayList<>();

  /**
   * @param most gets that a transaction may have
   * @param inFlight reads that may be under way
   */
  SightingReads(
      Etcd primary,
      Etcd standby,
      Pair pair,
      Answers answers,
      int most,
      int inFlight,
      Consumer<Seen> taker) {
    this.primary = primary;
    this.standby = standby;
    this.pair = pair;
    this.answers = answers;
    this.most = most;
    this.inFlight = inFlight;
    this.taker = taker;
  }

  private record Read(List<Sighting> sightings, PlaceReads onPrimary, PlaceReads onStandby) {}

  /**
   * Reads it, now or soon.
   *
   * @throws EtcdException if this or an earlier read fails
   */
  void add(Sighting sighting) {
    next.add(sighting);
    if (next.size() >= size.keys()) {
      if (reading.size() == inFlight) {
        take(reading.removeFirst());
      }
      startNext();
    }
  }

  /**
   * Waits for all reads.
   *
   * @throws EtcdException if one fails
   */
  void finish() {
    startNext();
    while (!reading.isEmpty()) {
      take(reading.removeFirst());
    }
  }

  private void startNext() {
    if (!next.isEmpty()) {
      reading.addLast(start(next));
      next = new ArrayList<>(size.keys());
    }
  }

  private Read start(List<Sighting> sightings) {
    PlaceReads there = new PlaceReads(primary, pair.revision(), most);
    PlaceReads here = new PlaceReads(standby, pair.modRevision(), most);
    sightings.forEach(sighting -> sighting.onPrimary().ifPresent(there::add));
    sightings.forEach(sighting -> sighting.inPlace().ifPresent(here::add));
    here.start();
    sightings.forEach(sighting -> sighting.held().ifPresent(here::add));
    here.start();
    there.start();
    return new Read(sightings, there, here);
  }

  private void take(Read read) {
    int sightings = read.sightings.size();
    Map<Key, KeyValue> onPrimary;
    Map<Key, KeyValue> onStandby;
    try {
      onPrimary = read.onPrimary.await(Side.PRIMARY, answers);
      onStandby = read.onStandby.await(Side.STANDBY, answers);
    } catch (EtcdException e) {
      if (e.failure() != Failure.ANSWER_TOO_LARGE || !size.shrink(sightings)) {
        throw e;
      }
      take(start(read.sightings.subList(0, sightings / 2)));
      take(start(read.sightings.subList(sightings / 2, sightings)));
      return;
    }
    size.found(sightings, Math.max(bytes(onPrimary), bytes(onStandby)));
    for (Sighting sighting : read.sightings) {
      taker.accept(
          new Seen(
              sighting.key(),
              found(sighting.onPrimary(), onPrimary),
              found(sighting.inPlace(), onStandby),
              found(sighting.held(), onStandby)));
    }
  }

  private static Optional<KeyValue> found(Optional<Place> place, Map<Key, KeyValue> read) {
    return place.map(listed -> {
      KeyValue entry = read.get(listed.meta().key());
      if (entry == null) {
        throw new IllegalStateException(
            "listed and not there at one revision: " + listed.meta().key());
      }
      return entry;
    });
  }

  private static long bytes(Map<Key, KeyValue> read) {
    return read.values().stream().mapToLong(KeyValue::size).sum();
  }
}
