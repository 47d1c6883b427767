package dev.etcdsync.etcd;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/** Reads keys whose values may be large, in small answers. Used in the engine's thread. */
public final class FewAtATime {
  /** Values may weigh 1.5 MiB and more each. */
  private static final int KEYS_A_READ = 16;

  private final Etcd etcd;
  private final Side side;
  private final Answers answers;

  public FewAtATime(Etcd etcd, Side side, Answers answers) {
    this.etcd = etcd;
    this.side = side;
    this.answers = answers;
  }

  /**
   * Reads, and tells of each key in turn, with its position in the list.
   *
   * @param revision to read at; 0: now
   */
  public void read(List<Key> keys, long revision, ObjIntConsumer<Optional<KeyValue>> taker) {
    for (int from = 0; from < keys.size(); from += KEYS_A_READ) {
      read(keys, from, Math.min(from + KEYS_A_READ, keys.size()), revision, taker);
    }
  }

  private void read(
      List<Key> keys, int from, int end, long revision, ObjIntConsumer<Optional<KeyValue>> taker) {
    Etcd.Reading reading;
    try {
      reading = answers.await(side, etcd.get(keys.subList(from, end), revision));
    } catch (EtcdException e) {
      if (e.failure() != Failure.ANSWER_TOO_LARGE || end - from == 1) {
        throw e;
      }
      for (int position = from; position < end; position++) {
        read(keys, position, position + 1, revision, taker);
      }
      return;
    }
    for (int position = from; position < end; position++) {
      taker.accept(reading.entries().get(position - from), position);
    }
  }
}
