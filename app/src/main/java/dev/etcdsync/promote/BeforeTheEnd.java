package dev.etcdsync.promote;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.guard.Preflight;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Side;
import java.util.List;
import java.util.Optional;

/**
 * The steps up to the end of the link: look, claim, drain, end. Whatever fails here is taken back.
 */
final class BeforeTheEnd {
  private final Workplace at;
  private final EtcdConnector primary;
  private final Look look;
  private final LiftStep lift;

  BeforeTheEnd(Workplace at, EtcdConnector primary, LiftStep lift) {
    this.at = at;
    this.primary = primary;
    this.look = new Look(at);
    this.lift = lift;
  }

  /**
   * Does them.
   *
   * @return what to go on with; empty if this is a dry run
   * @throws RefusedException if one must not be done
   */
  Optional<Stages> run(Etcd here, Known known) {
    look.atStandby(known.checkpoint(), known.status());
    if (at.settings().primaryIsDead()) {
      return withoutPrimary(here, known);
    }
    try (Etcd there = primary.connect()) {
      return withPrimary(here, there, known);
    }
  }

  private Optional<Stages> withoutPrimary(Etcd here, Known known) {
    lift.refuseTooLong(known.revision(), known.primaryRevision());
    if (at.settings().dryRun()) {
      plan("would be left out");
      new AfterTheEnd(at, lift).plan(here, known.revision(), known.primaryRevision());
      return Optional.empty();
    }
    Stages stages = Stages.claim(here, known, at);
    at.tell(Step.DRAIN, "left out: the primary is said to be dead, and is not asked");
    long revision = stages.checkpoint().revision();
    end(stages, revision, Math.max(revision, known.primaryRevision()));
    return Optional.of(stages);
  }

  private Optional<Stages> withPrimary(Etcd here, Etcd there, Known known) {
    long heard = primaryRevision(there);
    refuseSameCluster(there, known);
    look.atBoth(there, here);
    lift.refuseTooLong(known.revision(), heard);
    if (at.settings().dryRun()) {
      plan("would claim the link and follow up to the primary's revision, now %d".formatted(heard));
      new AfterTheEnd(at, lift).plan(here, known.revision(), heard);
      return Optional.empty();
    }
    Stages stages = Stages.claim(here, known, at);
    long revision = drain(stages, there);
    long last = Math.max(revision, primaryRevision(there));
    at.tell(
        Step.DRAIN,
        "the standby holds revision %d; what is written to the primary from now on is not taken along"
            .formatted(revision));
    end(stages, revision, last);
    return Optional.of(stages);
  }

  private void plan(String drain) {
    at.tell(Step.DRAIN, drain);
    at.tell(Step.END, "would end the link");
  }

  private long primaryRevision(Etcd there) {
    try {
      Key probe = at.settings().replication().scope().range().from();
      return at.answers().await(Side.PRIMARY, there.get(List.of(probe), 0)).revision();
    } catch (EtcdException e) {
      throw new RefusedException(
          "The primary's etcd does not answer ("
              + e.getMessage()
              + "), so it cannot be told what the standby lacks; bring it back, or, if it is lost,"
              + " give --primary-is-dead");
    }
  }

  private void refuseSameCluster(Etcd there, Known known) {
    Optional<Finding> same =
        known
            .fence()
            .flatMap(fence ->
                new Preflight(at.answers(), at.documents(), at.keys())
                    .sameCluster(there, fence, known.checkpoint().primaryCluster()));
    if (same.isPresent()) {
      throw new RefusedException(same.get().sentence());
    }
  }

  private long drain(Stages stages, Etcd there) {
    try {
      return new Drain(there, stages, at).run();
    } catch (RefusedException e) {
      stages.takeBack();
      throw e;
    } catch (EtcdException e) {
      stages.takeBack();
      throw new RefusedException(
          "The last drain failed at the "
              + e.side()
              + " ("
              + e.getMessage()
              + "), and the promotion is taken back; run promote again, or, if the primary is lost,"
              + " with --primary-is-dead");
    }
  }

  private void end(Stages stages, long revision, long primaryRevision) {
    // The leader may have begun something between the look and the claim.
    if (!(stages.checkpoint().position() instanceof Position.At)) {
      stages.takeBack();
      throw new RefusedException(
          "The standby is not at one revision any more, and the promotion is taken back; let etcd-sync"
              + " run go on, then promote");
    }
    stages.end(revision, primaryRevision);
    at.tell(
        Step.END,
        "the link has ended at revision %d: it is never followed again".formatted(revision));
  }
}
