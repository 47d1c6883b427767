package dev.etcdsync.etcd;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Writes whose answers were lost, until it is known what became of them. Whoever sent them is told
 * once, with the standby's mod revision, and only if they were carried out. It outlives
 * connections: what was in doubt when one broke is known on the next. Owned by the engine's thread.
 */
public final class Unanswered {
  /** For what nobody wants to be told of. */
  public static final LongConsumer NOBODY = modRevision -> {};

  /** What is sent in vain for long is told of no more than that. */
  private static final int MOST = 16;

  private final Deque<Move> moves = new ArrayDeque<>();
  private final Deque<Mark> marks = new ArrayDeque<>();

  /**
   * @param after the mod revision of the checkpoint that it compares
   */
  private record Move(Value checkpoint, long after, LongConsumer carriedOut) {}

  /**
   * A mark that was sent alone.
   *
   * @param key that it changes, among others
   * @param after the mod revision of the last write of ours before it
   * @param sealed the mod revision from which on it cannot come any more; 0: it still may
   */
  record Mark(Key key, long after, long sealed, LongConsumer carriedOut) {
    private Mark sealedAt(long modRevision) {
      return sealed == 0 ? new Mark(key, after, modRevision, carriedOut) : this;
    }
  }

  /** Looks up what has become of a mark that cannot come any more. */
  interface Ledger {
    /**
     * The mod revision in which it was carried out, if it was.
     *
     * @throws EtcdException if the standby does not answer
     */
    OptionalLong revisionOf(Mark mark);
  }

  void move(Value checkpoint, long after, LongConsumer carriedOut) {
    add(moves, new Move(checkpoint, after, carriedOut));
  }

  void mark(Key key, long after, LongConsumer carriedOut) {
    add(marks, new Mark(key, after, 0, carriedOut));
  }

  private static <T> void add(Deque<T> to, T one) {
    if (to.size() == MOST) {
      to.removeFirst();
    }
    to.addLast(one);
  }

  /** Whether a mark may still come. */
  boolean mayCome() {
    return marks.stream().anyMatch(mark -> mark.sealed == 0);
  }

  /** What the standby's checkpoint is, read anew. */
  void found(Value checkpoint, long modRevision) {
    Deque<Move> carriedOut = new ArrayDeque<>();
    moves.removeIf(move -> {
      boolean isThis = modRevision > move.after && move.checkpoint.equals(checkpoint);
      if (isThis) {
        carriedOut.add(move);
      }
      return isThis;
    });
    carriedOut.forEach(move -> move.carriedOut.accept(modRevision));
  }

  /** A later move has been carried out: what has not come by now never will. */
  void sealed(long modRevision, Ledger ledger) {
    moves.clear();
    List<Mark> waiting = marks.stream().map(mark -> mark.sealedAt(modRevision)).toList();
    marks.clear();
    marks.addAll(waiting);
    while (!marks.isEmpty()) {
      Mark mark = marks.getFirst();
      OptionalLong revision;
      try {
        revision = ledger.revisionOf(mark);
      } catch (EtcdException e) {
        if (e.failure() == Failure.COMPACTED) {
          marks.removeFirst();
          continue;
        }
        // The move stands; this is asked again behind the next one.
        return;
      }
      marks.removeFirst();
      revision.ifPresent(mark.carriedOut);
    }
  }
}
