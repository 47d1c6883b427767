package dev.etcdsync.etcd;

import dev.etcdsync.model.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;

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
   * @param after the mod revision of the last write of ours before it
   * @param sealed the mod revision from which on it cannot come any more; 0: it still may
   */
  private record Mark(long after, long sealed, LongConsumer carriedOut) {}

  void move(Value checkpoint, long after, LongConsumer carriedOut) {
    add(moves, new Move(checkpoint, after, carriedOut));
  }

  void mark(long after, LongConsumer carriedOut) {
    add(marks, new Mark(after, 0, carriedOut));
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

  /**
   * A later move has been carried out: what has not come by now never will.
   *
   * @param markAt the mod revision of the link's mark at a revision of the standby; 0: none
   */
  void sealed(long modRevision, LongUnaryOperator markAt) {
    moves.clear();
    for (int waiting = marks.size(); waiting > 0; waiting--) {
      Mark mark = marks.removeFirst();
      marks.addLast(mark.sealed == 0 ? new Mark(mark.after, modRevision, mark.carriedOut) : mark);
    }
    while (!marks.isEmpty()) {
      Mark mark = marks.getFirst();
      long last;
      try {
        last = markAt.applyAsLong(mark.sealed);
      } catch (EtcdException e) {
        if (e.failure() == Failure.COMPACTED) {
          marks.removeFirst();
          continue;
        }
        // The move stands; this is asked again behind the next one.
        return;
      }
      marks.removeFirst();
      if (last > mark.after) {
        mark.carriedOut.accept(last);
      }
    }
  }
}
