package dev.etcdsync.follow;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Witness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The checkpoint, and every transaction that moves it. What it says here may be ahead of what is
 * written by idle progress only, never by data. Owned by the engine's thread.
 */
final class Moves {
  private final FencedWriter writer;
  private final ForeignCreations foreign;
  private final Clock clock;
  private final FollowProgress progress;
  private final Silence silence;
  private Checkpoint checkpoint;
  private long movedAt;

  /**
   * What stopped an earlier attempt is gone once data has been written, or nothing was left to
   * write; that a checkpoint could be written proves nothing.
   */
  private boolean unblocked;

  /**
   * @param checkpoint as it is written
   */
  Moves(
      FencedWriter writer,
      Checkpoint checkpoint,
      ForeignCreations foreign,
      Clock clock,
      FollowProgress progress,
      Silence silence) {
    this.writer = writer;
    this.checkpoint = checkpoint;
    this.foreign = foreign;
    this.clock = clock;
    this.progress = progress;
    this.silence = silence;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  /** When it was written last, by the clock's nanoseconds. */
  long movedAt() {
    return movedAt;
  }

  /** Counts as written so long ago: nobody knows when it was. */
  void owe(Duration ago) {
    movedAt = clock.nanos() - ago.toNanos();
  }

  void unblock() {
    unblocked = true;
  }

  /** The next move makes the standby equal to the primary as of this revision. */
  void witness(Revision last) {
    checkpoint = checkpoint.with(Optional.of(Witness.of(last)));
  }

  /** Nothing in scope has changed up to this revision; written with the next move. */
  void idleUntil(long revision) {
    if (checkpoint.position() instanceof Position.At at && revision > at.revision()) {
      checkpoint = checkpoint.with(new Position.At(revision), clock.now());
    }
  }

  /**
   * Writes these operations and the position together.
   *
   * @throws EtcdException if that failed, or it is unknown whether it did
   */
  void to(Position position, List<Op> ops) {
    write(position, ops, List.of());
  }

  /** Writes these operations; the position stays. */
  void with(List<Op> ops) {
    to(checkpoint.position(), ops);
  }

  /** Records what others have created or deleted, and that it was seen. */
  void recording(List<Change> some) {
    write(checkpoint.position(), foreign.operations(some), some);
    foreign.recorded(some);
  }

  private void write(Position position, List<Op> ops, List<Change> recording) {
    Checkpoint next =
        checkpoint
            .with(position, clock.now())
            .withSeen(foreign.seen(checkpoint.seen(), recording))
            .withBlocked(unblocked ? Optional.empty() : checkpoint.blocked());
    long sent = clock.nanos();
    writer.move(next, ops);
    checkpoint = next;
    movedAt = clock.nanos();
    silence.waited(movedAt - sent);
    if (unblocked) {
      progress.moved();
    }
  }

  /** The link parks, and the standby's etcd says why. */
  void blocked(Finding finding) {
    writer.move(checkpoint.withBlocked(Optional.of(finding)).at(clock.now()), List.of());
  }
}
