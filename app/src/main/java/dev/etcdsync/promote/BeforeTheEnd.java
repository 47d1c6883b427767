package dev.etcdsync.promote;

import dev.etcdsync.encryption.UnprovedException;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.guard.Preflight;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Shortfall;
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
    look.atStandby(known);
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
    Stages stages = claim(here, known);
    at.tell(Step.DRAIN, "left out: the primary is said to be dead, and is not asked");
    end(stages, stages.checkpoint().revision(), Known.read(here, at).primaryRevision());
    return Optional.of(stages);
  }

  private Optional<Stages> withPrimary(Etcd here, Etcd there, Known known) {
    long heard = primaryRevision(there);
    refuseSameCluster(there, known);
    boolean isWhole = Shortfall.of(known.checkpoint()).isEmpty();
    if (isWhole) {
      look.atBoth(there, here);
    }
    lift.refuseTooLong(known.revision(), heard);
    if (at.settings().dryRun()) {
      plan("would claim the link and follow up to the primary's revision, now %d".formatted(heard));
      new AfterTheEnd(at, lift).plan(here, known.revision(), heard);
      return Optional.empty();
    }
    Stages stages = claim(here, known);
    long revision = drain(stages, there);
    if (!isWhole) {
      refused(stages, () -> look.atBoth(there, here));
    }
    at.tell(
        Step.DRAIN,
        "the standby holds revision %d; what is written to the primary from now on is not taken along"
            .formatted(revision));
    end(stages, revision, Math.max(revision, lastHeard(there, heard)));
    return Optional.of(stages);
  }

  /** Claims, and looks again: the leader may have begun something since the first look. */
  private Stages claim(Etcd here, Known known) {
    Stages stages = Stages.claim(here, known, at);
    at.proofs().prover(here, stages.writer(), at.surplus(here)).settle();
    refused(stages, () -> look.refuseShortfall(stages.checkpoint()));
    return stages;
  }

  private void plan(String drain) {
    at.tell(Step.DRAIN, drain);
    at.tell(Step.END, "would end the link");
  }

  private long primaryRevision(Etcd there) {
    try {
      return at.primaryRevision(there);
    } catch (EtcdException e) {
      throw new RefusedException(
          "The primary's etcd does not answer ("
              + e.getMessage()
              + "), so it cannot be told what the standby lacks; bring it back, or, if it is lost,"
              + " give --primary-is-dead");
    }
  }

  /** Nothing of it is missed any more, so it may be gone by now. */
  private long lastHeard(Etcd there, long before) {
    try {
      return primaryRevision(there);
    } catch (RefusedException goneMeanwhile) {
      return before;
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
    } catch (UnprovedException e) {
      stages.takeBack();
      throw new RefusedException(e.finding().sentence());
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

  /** Looks under the claim, and takes the promotion back where it must not go on. */
  private static void refused(Stages stages, Runnable look) {
    try {
      look.run();
    } catch (RefusedException e) {
      stages.takeBack();
      throw new RefusedException(e.sentence() + " (the promotion is taken back)");
    }
  }

  private void end(Stages stages, long revision, long primaryRevision) {
    refused(stages, () -> lift.refuseSlow(stages, primaryRevision));
    stages.end(revision, primaryRevision);
    at.tell(
        Step.END,
        stages
                .promotion()
                .shortfall()
                .map(shortfall -> "the link has ended INCOMPLETE: " + shortfall.sentence())
                .orElse("the link has ended at revision " + revision)
            + "; it is never followed again");
  }
}
