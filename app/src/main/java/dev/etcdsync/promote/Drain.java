package dev.etcdsync.promote;

import dev.etcdsync.drift.DriftProgress;
import dev.etcdsync.drift.Suspects;
import dev.etcdsync.encryption.Prover;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.KnownHeld;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.follow.Follow;
import dev.etcdsync.follow.FollowOutcome;
import dev.etcdsync.follow.FollowProgress;
import dev.etcdsync.follow.Proof;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.ReplicationSettings;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Follows the primary up to the revision that it has at the beginning. It is used once. */
final class Drain implements FollowProgress, DriftProgress {
  private final Etcd primary;
  private final Etcd standby;
  private final FencedWriter writer;
  private final ReplicationSettings settings;
  private final Clock clock;
  private final Answers answers;
  private final Documents documents;
  private final Prover prover;
  private final Signal signal = new Signal();
  private long reached;

  Drain(
      Etcd primary,
      Etcd standby,
      FencedWriter writer,
      ReplicationSettings settings,
      Clock clock,
      Answers answers,
      Documents documents,
      Prover prover) {
    this.primary = primary;
    this.standby = standby;
    this.writer = writer;
    this.settings = settings;
    this.clock = clock;
    this.answers = answers;
    this.documents = documents;
    this.prover = prover;
  }

  /**
   * Follows.
   *
   * @return the revision that the standby holds, at least the primary's at the beginning
   * @throws RefusedException if following cannot bring the standby there
   */
  long run() {
    Key probe = settings.scope().range().from();
    long wanted = answers.await(Side.PRIMARY, primary.get(List.of(probe), 0)).revision();
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
            standby,
            writer,
            landing(),
            prover,
            settings,
            clock,
            signal,
            this,
            () -> reached >= wanted,
            new Suspects(clock, this),
            this,
            proof,
            Optional.empty())
        .run();
  }

  private Landing landing() {
    LinkKeys keys = writer.hold().keys();
    return new Landing(
        settings.scope(),
        keys,
        new KnownSurplus(keys, documents, behind(keys.surplus())),
        new KnownHeld(behind(keys.held())));
  }

  private List<Key> behind(Key prefix) {
    return Listing.keysBehind(prefix, standby, Side.STANDBY, 0, answers);
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
