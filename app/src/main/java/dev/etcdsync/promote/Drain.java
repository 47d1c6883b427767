package dev.etcdsync.promote;

import dev.etcdsync.drift.Comparisons;
import dev.etcdsync.drift.DriftProgress;
import dev.etcdsync.drift.Suspects;
import dev.etcdsync.etcd.CheckpointMovedException;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.fence.KnownHeld;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.follow.Follow;
import dev.etcdsync.follow.FollowOutcome;
import dev.etcdsync.follow.FollowProgress;
import dev.etcdsync.follow.Proof;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Signal;
import java.time.Instant;
import java.util.Optional;

/** Follows the primary up to the revision that it has at the beginning. It is used once. */
final class Drain implements FollowProgress, DriftProgress {
  private final Etcd primary;
  private final Stages stages;
  private final Workplace at;
  private final Signal signal = new Signal();
  private final Patience patience;
  private long reached;

  Drain(Etcd primary, Stages stages, Workplace at) {
    this.primary = primary;
    this.stages = stages;
    this.at = at;
    this.patience = new Patience(at);
  }

  /**
   * Follows. A side that fails is tried again: nothing has ended yet.
   *
   * @return the revision that the standby holds, at least the primary's at the beginning
   * @throws RefusedException if following cannot bring the standby there
   * @throws EtcdException if a side fails for longer than {@link Patience} allows
   */
  long run() {
    long wanted = at.primaryRevision(primary);
    patience.heard();
    boolean inDoubt = false;
    while (true) {
      try {
        if (inDoubt) {
          reached = 0;
          stages.resume();
        }
        return drained(wanted);
      } catch (EtcdException e) {
        patience.orThrow(e);
      } catch (CheckpointMovedException e) {
        patience.orThrow(e);
      }
      inDoubt = true;
    }
  }

  private long drained(long wanted) {
    // What was compared a moment ago is proof enough where the witness is compacted.
    FollowOutcome outcome = follow(wanted, Proof.REQUIRED);
    if (outcome instanceof FollowOutcome.WitnessCompacted) {
      outcome = follow(wanted, Proof.WAIVED);
    }
    return switch (outcome) {
      case FollowOutcome.Stopped stopped -> Math.max(reached, stages.checkpoint().revision());
      case FollowOutcome.Resync resync ->
          throw new RefusedException(
              "Both sides would have to be compared anew ("
                  + resync.reason()
                  + "); let etcd-sync run follow again, then promote");
      case FollowOutcome.WitnessCompacted compacted ->
          throw new RefusedException(
              "The primary has compacted what the standby lacks; let etcd-sync run follow again,"
                  + " then promote");
      case FollowOutcome.Refused refused ->
          throw new RefusedException(refused.finding().sentence());
    };
  }

  /** A revision that is larger than a transaction is not left in the middle. */
  private boolean isDone(long wanted) {
    return reached >= wanted && stages.checkpoint().position() instanceof Position.At;
  }

  private FollowOutcome follow(long wanted, Proof proof) {
    KnownSurplus surplus = at.surplus(stages.standby());
    return new Follow(
            primary,
            stages.standby(),
            stages.writer(),
            landing(surplus),
            at.proofs().prover(stages.standby(), stages.writer(), surplus),
            at.settings().replication(),
            at.clock(),
            signal,
            this,
            () -> isDone(wanted),
            new Suspects(at.clock(), this),
            this,
            Comparisons.none(),
            proof,
            Optional.empty())
        .run();
  }

  private Landing landing(KnownSurplus surplus) {
    return new Landing(
        at.settings().replication().scope(),
        at.keys(),
        surplus,
        new KnownHeld(at.held(stages.standby())));
  }

  @Override
  public void begun(long revision) {}

  @Override
  public void at(long revision, long primaryRevision, Optional<Instant> confirmed, long held) {
    reached = revision;
    patience.heard();
    signal.raise();
  }

  @Override
  public void moved() {}

  @Override
  public void applied(long puts, long deletions, long bytes, long nanos) {}

  @Override
  public void applying(Revision revision, Change change) {}

  @Override
  public void deleted(Key key, Optional<Placement> placement, long revision, long modRevision) {
    at.progress().deleted(key, placement, revision, modRevision);
  }

  @Override
  public void foreign(Change change, long modRevision) {}

  @Override
  public void healed(
      KeyValue wanted, Optional<KeyValue> seen, Optional<String> writer, long modRevision) {
    at.progress().healed(wanted, seen, writer);
  }

  @Override
  public void contested(Key key, Optional<String> writer, int heals) {}

  @Override
  public void settled(Key key) {}
}
