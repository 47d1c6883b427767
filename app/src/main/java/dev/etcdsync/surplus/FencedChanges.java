package dev.etcdsync.surplus;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.DeposedException;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes keys in transactions that compare the fence, as it was at the beginning, and each key's
 * mod revision. Used by one thread.
 */
final class FencedChanges {
  private static final int ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Of each change, beside its keys and its value: frames, and what a record holds. */
  private static final int FRAME_BYTES = 200;

  private final Etcd standby;
  private final LinkKeys keys;
  private final long fence;
  private final TransactionLimits limits;
  private final Answers answers;
  private final List<Op> signs;

  /**
   * @param fence its mod revision
   * @param signs what every transaction puts beside the changes
   */
  FencedChanges(
      Etcd standby,
      LinkKeys keys,
      long fence,
      TransactionLimits limits,
      Answers answers,
      List<Op> signs) {
    this.standby = standby;
    this.keys = keys;
    this.fence = fence;
    this.limits = limits;
    this.answers = answers;
    this.signs = List.copyOf(signs);
  }

  /**
   * A key to change.
   *
   * @param modRevision what it must have; 0: it must be absent
   * @param ops what is to be done: two operations
   */
  record Change(Key key, long modRevision, List<Op> ops) {
    /** What it weighs in a transaction, in bytes: its key stands in the compare, too. */
    long weight() {
      return ops.stream().mapToLong(Op::size).sum() + 2L * key.length() + FRAME_BYTES;
    }
  }

  /** Hears what becomes of changes. */
  interface Listener {
    /** It has been made. */
    void done(Change change);

    /**
     * It has not been made, since the key is another one now, or is gone.
     *
     * @param unsure whether an answer was lost before: then it may have been made after all
     */
    void left(Change change, Optional<KeyValue> now, boolean unsure);
  }

  /** How many changes a transaction takes: each has one compare and two operations. */
  int most() {
    return Math.max(1, (limits.operations() - 1 - signs.size()) / 2);
  }

  long bytes() {
    return limits.bytes();
  }

  /**
   * Makes changes, as many together as a transaction takes.
   *
   * @throws DeposedException if the fence is another one: nothing more is changed
   * @throws EtcdException if the standby fails; what was told before is done
   */
  void make(List<Change> changes, Listener listener) {
    limits
        .parts(changes, 1 + signs.size(), change -> change.ops.size(), Change::weight)
        .forEach(part -> makeTogether(part, listener));
  }

  private void makeTogether(List<Change> changes, Listener listener) {
    Sent sent = send(changes);
    TxnResult result = sent.result;
    if (result.succeeded()) {
      changes.forEach(listener::done);
      return;
    }
    Optional<KeyValue> holder = result.gets().getFirst();
    if (holder.map(KeyValue::modRevision).orElse(0L) != fence) {
      throw new DeposedException(new Documents().holder(holder.map(KeyValue::value)));
    }
    List<Change> unchanged = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      Optional<KeyValue> now = result.gets().get(i + 1);
      if (now.map(KeyValue::modRevision).orElse(0L) == changes.get(i).modRevision) {
        unchanged.add(changes.get(i));
      } else {
        listener.left(changes.get(i), now, sent.unsure);
      }
    }
    if (!unchanged.isEmpty()) {
      makeTogether(unchanged, listener);
    }
  }

  private record Sent(TxnResult result, boolean unsure) {}

  /**
   * After a lost answer the same is sent again: of the two only one can be carried out, and where
   * it was the first one, the keys tell.
   */
  private Sent send(List<Change> changes) {
    List<Compare> compares = new ArrayList<>();
    List<Op> then = new ArrayList<>();
    List<Op> otherwise = new ArrayList<>();
    compares.add(new Compare(keys.fence(), fence));
    otherwise.add(new Op.Get(keys.fence()));
    for (Change change : changes) {
      compares.add(new Compare(change.key, change.modRevision));
      then.addAll(change.ops);
      otherwise.add(new Op.Get(change.key));
    }
    then.addAll(signs);
    Txn txn = new Txn(compares, then, otherwise);
    for (int attempt = 1; ; attempt++) {
      try {
        return new Sent(answers.await(Side.STANDBY, standby.commit(txn)), attempt > 1);
      } catch (EtcdException e) {
        if (!e.failure().isAmbiguous() || attempt == ATTEMPTS) {
          throw FencedWriter.named(e, then);
        }
        answers.pause(PAUSE);
      }
    }
  }
}
