package dev.etcdsync.etcd;

import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.Verdict;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import dev.etcdsync.model.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The only writer to the standby. Each of its transactions compares fence and checkpoint, so that
 * none can be carried out twice, after another process's claim, or after the checkpoint has moved
 * on. Owned by the engine's thread.
 */
public final class FencedWriter {
  /** After so many lost answers in a row the connection is given up and made anew. */
  private static final int ATTEMPTS = 3;

  private static final long LARGE_BYTES = 256 << 10;

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Etcd standby;
  private final Answers answers;
  private final Documents documents;
  private Hold hold;
  private Optional<Checkpoint> checkpoint;
  private final Unanswered unanswered;

  /** The mod revision of the last mark that was acknowledged; several may be in flight. */
  private final AtomicLong marked = new AtomicLong();

  private Supplier<Optional<Op>> companion = Optional::empty;

  /**
   * @param hold what this process may write under
   * @param checkpoint what was read together with it; empty if the link is new
   * @param unanswered what earlier writers of this process have left in doubt
   */
  public FencedWriter(
      Etcd standby,
      Answers answers,
      Documents documents,
      Hold hold,
      Optional<Checkpoint> checkpoint,
      Unanswered unanswered) {
    this.standby = standby;
    this.answers = answers;
    this.documents = documents;
    this.hold = hold;
    this.checkpoint = checkpoint;
    this.unanswered = unanswered;
    checkpoint.ifPresent(it -> unanswered.found(documents.write(it), hold.checkpoint()));
  }

  /** Asked at every move for an operation under the link's own prefix that may ride along. */
  public void accompany(Supplier<Optional<Op>> next) {
    companion = next;
  }

  public Hold hold() {
    return hold;
  }

  /** The checkpoint as it stands in the standby's etcd. */
  public Optional<Checkpoint> checkpoint() {
    return checkpoint;
  }

  /**
   * Writes {@code ops} and {@code next} in one transaction, exactly once, whatever becomes of
   * answers on the way.
   *
   * @return the standby's mod revision of what was written
   * @throws DeposedException if another process holds the link
   * @throws CheckpointMovedException if an earlier, lost transaction has moved the checkpoint
   * @throws EtcdException if the standby refuses, or cannot be reached for long
   */
  public long move(Checkpoint next, List<Op> ops) {
    return move(next, ops, Unanswered.NOBODY);
  }

  /**
   * Writes as {@link #move(Checkpoint, List)} does.
   *
   * @param carriedOut told the mod revision once it is known that this was carried out: before this
   *     returns, or, where it throws, perhaps later and on another connection
   */
  public long move(Checkpoint next, List<Op> ops, LongConsumer carriedOut) {
    Value document = documents.write(next);
    long modRevision;
    try {
      modRevision = send(document, ops);
    } catch (EtcdException e) {
      unanswered.move(document, hold.checkpoint(), carriedOut);
      throw e;
    }
    hold = hold.withCheckpoint(modRevision);
    checkpoint = Optional.of(next);
    carriedOut.accept(modRevision);
    unanswered.sealed(modRevision, this::revisionOf);
    return modRevision;
  }

  /**
   * The revision that last changed the key, if it put the link's mark, too. Where others have
   * changed the key or put a mark since, that is not known, and none is told.
   */
  private OptionalLong revisionOf(Unanswered.Mark mark) {
    List<Key> both = List.of(mark.key(), hold.keys().mark());
    List<Long> last = modRevisions(both, mark.sealed());
    long changed = last.get(0) > 0 ? last.get(0) : last.get(1);
    if (changed <= mark.after()) {
      return OptionalLong.empty();
    }
    List<Long> then = modRevisions(both, changed);
    boolean isOurs =
        then.get(1) == changed
            && (then.get(0) == changed
                || (then.get(0) == 0 && modRevisions(both, changed - 1).get(0) > 0));
    return isOurs ? OptionalLong.of(changed) : OptionalLong.empty();
  }

  /** Of what these keys have at a revision; 0: nothing. */
  private List<Long> modRevisions(List<Key> keys, long revision) {
    return answers.await(Side.STANDBY, standby.get(keys, revision)).entries().stream()
        .map(entry -> entry.map(KeyValue::modRevision).orElse(0L))
        .toList();
  }

  private long send(Value document, List<Op> ops) {
    List<Op> all = new ArrayList<>(ops);
    if (weight(ops) < LARGE_BYTES) {
      // A value close to the server's limit must not fail for what only rides along.
      companion.get().ifPresent(all::add);
    }
    Txn txn = hold.moving(document, all);
    for (int attempt = 1; ; attempt++) {
      switch (send(txn, attempt)) {
        case Verdict.Committed committed -> {
          return committed.modRevision();
        }
        case Verdict.CheckpointMoved moved -> {
          if (moved.checkpoint().equals(Optional.of(document))) {
            return moved.modRevision();
          }
          throw new CheckpointMovedException();
        }
        case Verdict.Deposed deposed -> throw deposed(deposed);
        case Verdict.ConditionFailed unchanged -> answers.pause(PAUSE);
      }
    }
  }

  private static long weight(List<Op> ops) {
    return ops.stream().mapToLong(Op::size).sum();
  }

  /**
   * Sends once. After a lost answer, what fence and checkpoint say instead: {@link
   * Verdict.ConditionFailed} then means that the transaction has not been carried out so far, and
   * may be sent again, since of the two only one can be.
   */
  private Verdict send(Txn txn, int attempt) {
    try {
      TxnResult result = answers.await(Side.STANDBY, standby.commit(txn));
      return hold.judge(result);
    } catch (EtcdException e) {
      boolean again = e.failure().isAmbiguous() || e.failure() == Failure.THROTTLED;
      if (!again || attempt >= ATTEMPTS) {
        throw named(e, txn.then());
      }
      Etcd.Reading now = answers.await(Side.STANDBY, standby.get(hold.judged(), 0));
      return hold.judge(now.entries().get(0), now.entries().get(1));
    }
  }

  /**
   * Sends {@code ops} without moving the checkpoint. After an ambiguous failure nothing more may be
   * sent until {@link #seal}; {@link #doubt} has somebody told what became of it.
   *
   * @param conditions further compares
   */
  public CompletableFuture<Verdict> mark(List<Compare> conditions, List<Op> ops) {
    Hold current = hold;
    return standby
        .commit(current.marking(conditions, ops))
        .thenApply(result -> {
          if (result.succeeded()) {
            marked.accumulateAndGet(result.revision(), Math::max);
          }
          return current.judge(result);
        });
  }

  /**
   * The answer to the only mark in flight was lost.
   *
   * @param ops that it carries
   * @param carriedOut told the mod revision behind the seal, if the mark was carried out
   */
  public void doubt(List<Op> ops, LongConsumer carriedOut) {
    long after = Math.max(hold.checkpoint(), marked.get());
    unanswered.mark(ops.getFirst().key(), after, carriedOut);
  }

  /** Whether something that an earlier writer of this process has sent may still arrive. */
  public boolean isInDoubt() {
    return unanswered.mayCome();
  }

  /**
   * Sends {@code ops} without moving the checkpoint, as {@link #mark} does, and waits.
   *
   * @param conditions further compares
   * @param carriedOut told as by {@link #move(Checkpoint, List, LongConsumer)}
   * @return the mod revision of what was written; empty if a condition did not hold
   * @throws DeposedException if another process holds the link
   * @throws CheckpointMovedException if an earlier, lost transaction has moved the checkpoint
   * @throws EtcdException if the standby refuses, or does not answer: then as with {@link #mark}
   */
  public Optional<Long> write(List<Compare> conditions, List<Op> ops, LongConsumer carriedOut) {
    Verdict verdict;
    try {
      verdict = answers.await(Side.STANDBY, mark(conditions, ops));
    } catch (EtcdException e) {
      doubt(ops, carriedOut);
      throw named(e, ops);
    }
    return switch (verdict) {
      case Verdict.Committed committed -> {
        carriedOut.accept(committed.modRevision());
        yield Optional.of(committed.modRevision());
      }
      case Verdict.ConditionFailed changed -> Optional.empty();
      case Verdict.Deposed deposed -> throw deposed(deposed);
      case Verdict.CheckpointMoved moved -> throw new CheckpointMovedException();
    };
  }

  /**
   * Rewrites the checkpoint: whatever was sent before and has not been carried out never will be.
   */
  public void seal(Checkpoint same) {
    move(same, List.of());
  }

  /** Names the largest key of a transaction that was refused as too large. */
  public static EtcdException named(EtcdException e, List<Op> ops) {
    if (e.failure() != Failure.TOO_LARGE) {
      return e;
    }
    return ops.stream()
        .max(Comparator.comparingInt(Op::size))
        .map(op ->
            new EtcdException(
                e.side(),
                e.failure(),
                "%s; %d operations, the largest on %s with %d bytes"
                    .formatted(e.getMessage(), ops.size(), op.key(), op.size()),
                e))
        .orElse(e);
  }

  /** The exception that a {@link Verdict.Deposed} calls for. */
  public DeposedException deposed(Verdict.Deposed verdict) {
    return new DeposedException(documents.holder(verdict.fence()));
  }
}
