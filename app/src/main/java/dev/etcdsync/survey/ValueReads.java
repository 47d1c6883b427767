package dev.etcdsync.survey;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.ReadSize;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Reads the values of listed keys at one revision, some reads under way, and tells them in order.
 * Keys that follow each other are read as a range, which is far cheaper. Used by one thread.
 */
final class ValueReads {
  /** Each may weigh megabytes. */
  private static final int IN_FLIGHT = 4;

  private final Etcd etcd;
  private final Side side;
  private final long revision;
  private final Answers answers;
  private final Consumer<KeyValue> taker;
  private final ReadSize size;
  private final Deque<Read> reading = new ArrayDeque<>();
  private List<Key> next = new ArrayList<>();
  private long last = -1;

  private record Read(List<Key> keys, CompletableFuture<Etcd.Reading> reading) {}

  /**
   * @param taker gets each entry; what is gone at that revision is left out
   */
  ValueReads(Etcd etcd, Side side, long revision, Answers answers, Consumer<KeyValue> taker) {
    this.etcd = etcd;
    this.side = side;
    this.revision = revision;
    this.answers = answers;
    this.taker = taker;
    this.size = new ReadSize(Integer.MAX_VALUE);
  }

  /**
   * Reads it, now or soon.
   *
   * @param position of the key among all: where two follow each other, so do the keys
   * @throws EtcdException if this or an earlier read fails
   */
  void add(Key key, long position) {
    if (position != last + 1 || next.size() >= size.keys()) {
      start();
    }
    last = position;
    next.add(key);
  }

  /**
   * Waits for all reads.
   *
   * @throws EtcdException if one fails
   */
  void finish() {
    start();
    while (!reading.isEmpty()) {
      take(reading.removeFirst());
    }
  }

  private void start() {
    if (next.isEmpty()) {
      return;
    }
    if (reading.size() == IN_FLIGHT) {
      take(reading.removeFirst());
    }
    reading.addLast(read(next));
    next = new ArrayList<>();
  }

  private Read read(List<Key> keys) {
    KeyRange range = new KeyRange(keys.getFirst(), keys.getLast().next());
    return new Read(keys, etcd.getAll(range, revision));
  }

  private void take(Read read) {
    List<Key> keys = read.keys;
    List<Optional<KeyValue>> entries;
    try {
      entries = answers.await(side, read.reading).entries();
    } catch (EtcdException e) {
      if (e.failure() != Failure.ANSWER_TOO_LARGE || !size.shrink(keys.size())) {
        throw e;
      }
      take(read(keys.subList(0, keys.size() / 2)));
      take(read(keys.subList(keys.size() / 2, keys.size())));
      return;
    }
    long bytes = 0;
    for (Optional<KeyValue> entry : entries) {
      bytes += entry.map(KeyValue::size).orElse(0);
      entry.ifPresent(taker);
    }
    size.found(keys.size(), bytes);
  }
}
