package dev.etcdsync.copy;

import dev.etcdsync.encryption.Prover;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.CheckpointMovedException;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.fence.Verdict;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Lineage;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TransactionLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Writes entries to the standby in the order given, in transactions of which several are in flight,
 * and tells when every one of them is settled: carried out, or never to be.
 *
 * <p>Between two calls of {@link #settle} a key may be written only once.
 */
final class SettledWrites {
  private static final int IN_FLIGHT = 16;

  private static final Duration THROTTLE_PAUSE = Duration.ofMillis(200);

  /** Values of what is postponed, so that it can go together with its owner. */
  private static final long AT_HAND_BYTES = 8 << 20;

  private final Etcd standby;
  private final FencedWriter writer;
  private final Landing landing;
  private final Elsewhere elsewhere;
  private final OwnersFirst order;
  private final Prover prover;
  private final TransactionLimits limits;
  private final Answers answers;
  private final Runnable seal;
  private final Deque<Sent> inFlight = new ArrayDeque<>();
  private final List<Item> doubtful = new ArrayList<>();
  private Deque<Item> waiting = new ArrayDeque<>();
  private final Map<Key, Item> atHand = new HashMap<>();
  private long atHandBytes;
  private Batch open = new Batch();
  private long written;
  private long bytes;
  private boolean answersLost;

  /**
   * @param seal rewrites the checkpoint, so that whatever is in doubt never happens any more
   */
  SettledWrites(
      Etcd standby,
      FencedWriter writer,
      Landing landing,
      Elsewhere elsewhere,
      OwnersFirst order,
      Prover prover,
      TransactionLimits limits,
      Answers answers,
      Runnable seal) {
    this.standby = standby;
    this.writer = writer;
    this.landing = landing;
    this.elsewhere = elsewhere;
    this.order = order;
    this.prover = prover;
    this.limits = limits;
    this.answers = answers;
    this.seal = seal;
  }

  private record Item(Landing.Effect effect, Lineage lineage) {
    Key key() {
      return effect.key();
    }
  }

  private static final class Batch {
    private final List<Item> items = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();
    private long bytes;
  }

  private record Sent(Batch batch, CompletableFuture<Verdict> outcome) {}

  /** How many entries have been written. */
  long written() {
    return written;
  }

  /** What the keys and values weigh that have been written. */
  long bytes() {
    return bytes;
  }

  void write(KeyValue entry) {
    Landing.Effect effect = landing.copying(entry);
    elsewhere.note(effect);
    write(effect);
  }

  void write(Landing.Effect effect) {
    if (effect.ops().isEmpty()) {
      order.forget(effect.key());
      take(effect.key());
    } else {
      write(new Item(effect, order.lineage(effect)));
    }
  }

  private void write(Item item) {
    take(item.key());
    switch (order.turn(item.lineage)) {
      case NOW -> collect(item);
      case SOON -> await(item);
      case LATER -> postpone(item);
    }
  }

  private void postpone(Item item) {
    order.postpone(item.key(), item.lineage);
    if (atHandBytes + item.effect.bytes() <= AT_HAND_BYTES) {
      atHand.put(item.key(), item);
      atHandBytes += item.effect.bytes();
    }
  }

  /** What is at hand of a key, which is not kept any longer. */
  private Optional<Item> take(Key key) {
    Optional<Item> item = Optional.ofNullable(atHand.remove(key));
    item.ifPresent(it -> atHandBytes -= it.effect.bytes());
    return item;
  }

  /** Keeps no value at hand that is old. */
  void drop(Predicate<Key> old) {
    List.copyOf(atHand.keySet()).stream().filter(old).forEach(this::take);
  }

  private void await(Item item) {
    waiting.add(item);
    order.waits(item.lineage);
  }

  private void collect(Item item) {
    Landing.Effect effect = item.effect;
    if (lacksProof(effect) && !prove(effect)) {
      doubtful.add(item);
      return;
    }
    boolean full =
        open.ops.size() + effect.ops().size() > limits.operations() - Hold.OVERHEAD_OPERATIONS
            || open.bytes + effect.bytes() > limits.bytes();
    if (full && !open.items.isEmpty()) {
      flush();
      // Its owner may have been in the transaction that has just been sent.
      write(item);
      return;
    }
    order.collected(item.key(), item.lineage);
    open.items.add(item);
    open.ops.addAll(effect.ops());
    open.bytes += effect.bytes();
    // A controller must not find the owner without what it has adopted: it would make its own.
    order.wanting(item.lineage).stream().flatMap(key -> take(key).stream()).forEach(this::write);
  }

  private boolean lacksProof(Landing.Effect effect) {
    return effect.inPlace()
        && effect.ops().getFirst() instanceof Op.Put put
        && prover.lacks(put.key(), put.value());
  }

  /** Returns whether it could be asked: not while something is in doubt. */
  private boolean prove(Landing.Effect effect) {
    finishAll();
    if (!doubtful.isEmpty()) {
      return false;
    }
    if (effect.ops().getFirst() instanceof Op.Put put) {
      prover.prove(put.key(), put.value());
      prover.close();
    }
    return true;
  }

  /** Looks again at what waits for something that was being written. */
  private void lookAgain() {
    Deque<Item> before = waiting;
    waiting = new ArrayDeque<>();
    before.forEach(this::write);
  }

  /** Sends what has been collected, if anything. */
  private void flush() {
    if (open.items.isEmpty()) {
      return;
    }
    Batch batch = open;
    open = new Batch();
    order.sent();
    int most = order.isProved() ? IN_FLIGHT : 1;
    while (inFlight.size() >= most) {
      finishOldest();
    }
    if (doubtful.isEmpty()) {
      inFlight.add(new Sent(batch, writer.mark(List.of(), batch.ops)));
    } else {
      // Nothing more may be sent before the seal.
      doubtful.addAll(batch.items);
    }
  }

  private void finishAll() {
    flush();
    while (!inFlight.isEmpty()) {
      finishOldest();
    }
  }

  private void finishOldest() {
    Sent sent = inFlight.removeFirst();
    try {
      switch (answers.await(Side.STANDBY, sent.outcome)) {
        case Verdict.Committed committed -> {
          written += sent.batch.items.size();
          bytes += sent.batch.bytes;
          sent.batch.items.forEach(this::stands);
        }
        case Verdict.Deposed deposed -> throw writer.deposed(deposed);
        case Verdict.CheckpointMoved moved -> throw new CheckpointMovedException();
        case Verdict.ConditionFailed impossible ->
            throw new IllegalStateException("a transaction without conditions failed one");
      }
    } catch (EtcdException e) {
      if (e.failure() == Failure.THROTTLED) {
        answers.pause(THROTTLE_PAUSE);
      } else if (e.failure().isAmbiguous()) {
        answersLost = true;
      } else {
        throw FencedWriter.named(e, sent.batch.ops);
      }
      doubtful.addAll(sent.batch.items);
    }
  }

  private void stands(Item item) {
    landing.landed(item.effect);
    order.stands(item.lineage);
  }

  /** Returns when everything given to {@link #write} stands in the standby, or is postponed. */
  void settle() {
    drain();
    int rounds = 0;
    while (!doubtful.isEmpty()) {
      // A standby that is merely busy has not lost anything, and gets all the time it needs.
      rounds += answersLost ? 1 : 0;
      answersLost = false;
      if (rounds > 3) {
        throw new EtcdException(
            Side.STANDBY, Failure.UNAVAILABLE, "the standby loses too many answers");
      }
      seal.run();
      List<Item> again = List.copyOf(doubtful);
      doubtful.clear();
      rewrite(again);
      drain();
    }
  }

  private void drain() {
    do {
      finishAll();
      lookAgain();
    } while (!open.items.isEmpty());
    if (doubtful.isEmpty()) {
      // What they wait for has itself been postponed.
      waiting.forEach(this::postpone);
      waiting.clear();
    }
  }

  /** After the seal the standby tells which of them it has; the others are written again. */
  private void rewrite(List<Item> items) {
    new FewAtATime(standby, Side.STANDBY, answers)
        .read(
            items.stream().map(item -> item.effect.ops().getFirst().key()).toList(),
            0,
            (there, position) -> {
              Item item = items.get(position);
              Optional<Op> put = there.map(entry -> new Op.Put(entry.key(), entry.value()));
              if (put.equals(Optional.of(item.effect.ops().getFirst()))) {
                written++;
                bytes += item.effect.bytes();
                stands(item);
              } else {
                write(item);
              }
            });
  }
}
