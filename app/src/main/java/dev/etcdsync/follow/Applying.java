package dev.etcdsync.follow;

import dev.etcdsync.drift.Suspects;
import dev.etcdsync.encryption.Prover;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.TransactionLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies what waits, a batch of revisions in a transaction, and tells everyone whom it concerns.
 * Owned by the engine's thread.
 */
final class Applying {
  /** Operations that say that nothing is being tried on the standby's apiserver any more. */
  private static final int CLOSING = 2;

  private final Backlog backlog;
  private final Merger merger;
  private final Moves moves;
  private final FencedWriter writer;
  private final Landing landing;
  private final Prover prover;
  private final ForeignCreations foreign;
  private final Suspects suspects;
  private final TransactionLimits limits;
  private final FollowProgress progress;
  private final AppliedDeletions deletions;
  private final Arrivals arrivals = new Arrivals();

  Applying(
      Backlog backlog,
      Moves moves,
      FencedWriter writer,
      Landing landing,
      Prover prover,
      ForeignCreations foreign,
      Suspects suspects,
      TransactionLimits limits,
      FollowProgress progress) {
    this.backlog = backlog;
    this.merger = new Merger(limits, landing);
    this.moves = moves;
    this.writer = writer;
    this.landing = landing;
    this.prover = prover;
    this.foreign = foreign;
    this.suspects = suspects;
    this.limits = limits;
    this.progress = progress;
    this.deletions = new AppliedDeletions(progress);
  }

  /** So many revisions more wait, heard at this moment by the clock's nanoseconds. */
  void heard(int revisions, long nanos) {
    arrivals.heard(revisions, nanos);
  }

  /** Writes the next batch; something waits. */
  void next() {
    Merger.Batch batch = merger.next(backlog, moves.checkpoint().position());
    Revision last = announce(batch);
    if (batch.position() instanceof Position.At) {
      moves.witness(last);
    }
    moves.unblock();
    List<Op> ops = new ArrayList<>(batch.ops());
    if (ops.size() + CLOSING <= limits.operations() - Hold.OVERHEAD_OPERATIONS) {
      ops.addAll(prover.closing());
    } else {
      prover.close();
    }
    moves.to(batch.position(), ops);
    prover.closed();
    long modRevision = writer.hold().checkpoint();
    foreign.wrote(batch.written(), modRevision);
    suspects.overwritten(batch.written());
    batch.effects().forEach(landing::landed);
    deletions.tell(batch.effects(), backlog.first(Math.max(1, batch.revisions())), modRevision);
    tell(batch);
    backlog.remove(batch.revisions());
    arrivals.applied(batch.revisions());
  }

  /** Tells of the changes of a batch, and returns the last revision that it touches. */
  private Revision announce(Merger.Batch batch) {
    Revision last = backlog.first();
    boolean continues = moves.checkpoint().position() instanceof Position.Within;
    for (Revision revision : backlog.first(Math.max(1, batch.revisions()))) {
      if (!continues) {
        revision.changes().forEach(change -> progress.applying(revision, change));
      }
      last = revision;
    }
    return last;
  }

  private void tell(Merger.Batch batch) {
    long puts = 0;
    long bytes = 0;
    for (Landing.Effect effect : batch.effects()) {
      puts += effect.takesAway() ? 0 : 1;
      bytes += effect.bytes();
    }
    progress.applied(
        puts,
        batch.effects().size() - puts,
        bytes,
        moves.movedAt() - arrivals.oldest(moves.movedAt()));
  }
}
