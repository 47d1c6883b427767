package dev.etcdsync.etcd;

import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.Verdict;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Compare;
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
import java.util.concurrent.CompletableFuture;
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
  private Supplier<Optional<Op>> companion = Optional::empty;

  /**
   * @param hold what this process may write under
   * @param checkpoint what was read together with it; empty if the link is new
   */
  public FencedWriter(
      Etcd standby,
      Answers answers,
      Documents documents,
      Hold hold,
      Optional<Checkpoint> checkpoint) {
    this.standby = standby;
    this.answers = answers;
    this.documents = documents;
    this.hold = hold;
    this.checkpoint = checkpoint;
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
    Value document = documents.write(next);
    List<Op> all = new ArrayList<>(ops);
    if (weight(ops) < LARGE_BYTES) {
      // A value close to the server's limit must not fail for what only rides along.
      companion.get().ifPresent(all::add);
    }
    Txn txn = hold.moving(document, all);
    for (int attempt = 1; ; attempt++) {
      switch (send(txn, attempt)) {
        case Verdict.Committed committed -> {
          return moved(next, committed.modRevision());
        }
        case Verdict.CheckpointMoved moved -> {
          if (moved.checkpoint().equals(Optional.of(document))) {
            return moved(next, moved.modRevision());
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

  private long moved(Checkpoint next, long modRevision) {
    hold = hold.withCheckpoint(modRevision);
    checkpoint = Optional.of(next);
    return modRevision;
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
   * sent until {@link #seal}.
   *
   * @param conditions further compares
   */
  public CompletableFuture<Verdict> mark(List<Compare> conditions, List<Op> ops) {
    Hold current = hold;
    return standby.commit(current.marking(conditions, ops)).thenApply(current::judge);
  }

  /**
   * Sends {@code ops} without moving the checkpoint, as {@link #mark} does, and waits.
   *
   * @param conditions further compares
   * @return the mod revision of what was written; empty if a condition did not hold
   * @throws DeposedException if another process holds the link
   * @throws CheckpointMovedException if an earlier, lost transaction has moved the checkpoint
   * @throws EtcdException if the standby refuses, or does not answer: then as with {@link #mark}
   */
  public Optional<Long> write(List<Compare> conditions, List<Op> ops) {
    Verdict verdict;
    try {
      verdict = answers.await(Side.STANDBY, mark(conditions, ops));
    } catch (EtcdException e) {
      throw named(e, ops);
    }
    return switch (verdict) {
      case Verdict.Committed committed -> Optional.of(committed.modRevision());
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
