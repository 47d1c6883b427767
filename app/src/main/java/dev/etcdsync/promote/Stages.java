package dev.etcdsync.promote;

import dev.etcdsync.etcd.CheckpointMovedException;
import dev.etcdsync.etcd.DeposedException;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.LinkClaim;
import dev.etcdsync.etcd.LinkClaim.Claimed;
import dev.etcdsync.etcd.Unanswered;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.LinkVersions;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.Shortfall;
import dev.etcdsync.model.Side;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How far the promotion has come, as the standby's etcd records it, and the right to write there.
 * Every stage is recorded under the fence, so that a promotion that was killed goes on from it.
 */
final class Stages {
  private final Workplace at;
  private final Etcd standby;
  private final Claimed claimed;
  private FencedWriter writer;
  private Promotion promotion;

  private Stages(Workplace at, Etcd standby, Claimed claimed, Promotion promotion) {
    this.at = at;
    this.standby = standby;
    this.claimed = claimed;
    this.writer = writer(claimed);
    this.promotion = promotion;
  }

  private FencedWriter writer(Claimed hold) {
    return new FencedWriter(
        standby, at.answers(), at.documents(), hold.hold(), hold.checkpoint(), new Unanswered());
  }

  /**
   * After answers that were lost: goes on from what the standby's etcd says.
   *
   * @throws DeposedException if another process has claimed the link since
   */
  void resume() {
    writer =
        writer(new LinkClaim(at.answers(), at.documents(), at.keys()).resume(standby, claimed));
  }

  /**
   * Claims the link, whoever holds it, and begins the promotion or goes on with it.
   *
   * @param known what was decided by
   * @throws RefusedException if the promotion has gone on since
   * @throws EtcdException if the standby does not answer for longer than {@link Patience} allows
   */
  static Stages claim(Etcd standby, Known known, Workplace at) {
    String holder = at.settings().holder();
    Promotion fresh = Promotion.begin(holder, at.clock().now());
    Fence wanted =
        new Fence(
            0,
            holder,
            UUID.randomUUID().toString(),
            known.checkpoint().primaryCluster(),
            at.answers().await(Side.STANDBY, standby.status()).clusterId());
    Patience patience = new Patience(at);
    while (true) {
      try {
        Claimed claimed =
            new LinkClaim(at.answers(), at.documents(), at.keys())
                .claimToPromote(
                    standby, wanted, before -> before.map(it -> it.by(holder)).orElse(fresh));
        return new Stages(at, standby, claimed, claimed(standby, known, at));
      } catch (EtcdException e) {
        // The fence's nonce tells whether it was claimed all the same.
        patience.orThrow(e);
      }
    }
  }

  private static Promotion claimed(Etcd standby, Known known, Workplace at) {
    Promotion promotion = Known.read(standby, at).promotion().orElseThrow();
    if (promotion.stage() != known.promotion().map(Promotion::stage).orElse(Stage.DRAINING)) {
      throw new RefusedException("Another promotion was at work; run promote again");
    }
    at.tell(Step.DRAIN, "the link is claimed: whoever led it writes nothing more");
    return promotion;
  }

  Etcd standby() {
    return standby;
  }

  FencedWriter writer() {
    return writer;
  }

  Promotion promotion() {
    return promotion;
  }

  Checkpoint checkpoint() {
    return writer.checkpoint().orElseThrow();
  }

  /**
   * Ends the link at these revisions: it is never followed again. The checkpoint of a standby that
   * is at no one revision stays as it is, and claims no more than it did.
   */
  void end(long revision, long primaryRevision) {
    Optional<Shortfall> shortfall = Shortfall.of(checkpoint());
    Checkpoint last =
        shortfall.isPresent()
            ? checkpoint().at(at.clock().now())
            : checkpoint().with(new Position.At(revision), at.clock().now());
    record(
        last,
        promotion.ended(revision, primaryRevision, shortfall, at.clock().now()),
        LinkPhase.PROMOTING);
  }

  /** The next stage begins. */
  void advance(Stage stage) {
    record(
        checkpoint(),
        promotion.at(stage, at.clock().now()),
        stage == Stage.PROMOTED ? LinkPhase.PROMOTED : LinkPhase.PROMOTING);
  }

  /**
   * As if there had been no promotion. What was sent before and has not arrived never will.
   *
   * @return whether; not where the link has ended already, although no answer told of it
   * @throws DeposedException if another process has claimed the link since
   * @throws EtcdException if the standby does not answer for longer than {@link Patience} allows
   */
  boolean takeBack() {
    Patience patience = new Patience(at);
    while (true) {
      try {
        resume();
        if (Known.read(standby, at).hasEnded()) {
          return false;
        }
        writer.move(checkpoint(), List.of(new Op.Delete(at.keys().promotion())));
        return true;
      } catch (EtcdException e) {
        patience.orThrow(e);
      } catch (CheckpointMovedException e) {
        patience.orThrow(e);
      }
    }
  }

  private void record(Checkpoint checkpoint, Promotion next, LinkPhase phase) {
    LinkStatus status =
        new LinkStatus(
            phase,
            claimed.fence().epoch(),
            at.settings().holder(),
            next.revision(),
            next.primaryRevision(),
            Optional.empty(),
            0,
            0,
            Optional.empty(),
            at.heldObjects(standby),
            DriftSummary.none(),
            CompareSummary.none(),
            Optional.empty(),
            Optional.empty(),
            LinkVersions.unknown(),
            at.clock().now());
    writer.move(
        checkpoint,
        List.of(
            new Op.Put(at.keys().promotion(), at.promotions().write(next)),
            new Op.Put(at.keys().status(), at.documents().write(status))));
    promotion = next;
  }
}
