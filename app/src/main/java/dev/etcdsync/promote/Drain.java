package dev.etcdsync.promote;

import dev.etcdsync.drift.DriftProgress;
import dev.etcdsync.drift.Suspects;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.fence.KnownHeld;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.follow.Follow;
import dev.etcdsync.follow.FollowOutcome;
import dev.etcdsync.follow.FollowProgress;
import dev.etcdsync.follow.Proof;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Follows the primary up to the revision that it has at the beginning. It is used once. */
final class Drain implements FollowProgress, DriftProgress {
  private final Etcd primary;
  private final Stages stages;
  private final Workplace at;
  private final Signal signal = new Signal();
  private long reached;

  Drain(Etcd primary, Stages stages, Workplace at) {
    this.primary = primary;
    this.stages = stages;
    this.at = at;
  }

  /**
   * Follows.
   *
   * @return the revision that the standby holds, at least the primary's at the beginning
   * @throws RefusedException if following cannot bring the standby there
   */
  long run() {
    Key probe = at.settings().replication().scope().range().from();
    long wanted = at.answers().await(Side.PRIMARY, primary.get(List.of(probe), 0)).revision();
    // What was compared a moment ago is proof enough where the witness is compacted.
    FollowOutcome outcome = follow(wanted, Proof.REQUIRED);
    if (outcome instanceof FollowOutcome.WitnessCompacted) {
      outcome = follow(wanted, Proof.WAIVED);
    }
    return switch (outcome) {
      case FollowOutcome.Stopped stopped -> reached;
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

  private FollowOutcome follow(long wanted, Proof proof) {
    return new Follow(
            primary,
            stages.standby(),
            stages.writer(),
            landing(),
            at.settings().replication(),
            at.clock(),
            signal,
            this,
            () -> reached >= wanted,
            new Suspects(at.clock(), this),
            this,
            proof,
            Optional.empty())
        .run();
  }

  private Landing landing() {
    LinkKeys keys = at.keys();
    return new Landing(
        at.settings().replication().scope(),
        keys,
        new KnownSurplus(keys, at.documents(), behind(keys.surplus())),
        new KnownHeld(behind(keys.held())));
  }

  private List<Key> behind(Key prefix) {
    return Listing.keysBehind(prefix, stages.standby(), Side.STANDBY, 0, at.answers());
  }

  @Override
  public void begun(long revision) {}

  @Override
  public void at(long revision, long primaryRevision, Optional<Instant> confirmed, long held) {
    reached = revision;
    signal.raise();
  }

  @Override
  public void moved() {}

  @Override
  public void applying(Revision revision, Change change) {}

  @Override
  public void foreign(Change change, long modRevision) {}

  @Override
  public void healed(
      KeyValue wanted, Optional<KeyValue> seen, Optional<String> writer, long modRevision) {}

  @Override
  public void contested(Key key, Optional<String> writer, int heals) {}

  @Override
  public void settled(Key key) {}
}
