package dev.etcdsync.promote;

import dev.etcdsync.encryption.UnprovedException;
import dev.etcdsync.etcd.CheckpointMovedException;
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
    Stages stages = Stages.claim(here, known, at);
    orTakeBack(
        stages,
        () -> {
          lookUnderTheClaim(here, stages);
          at.tell(Step.DRAIN, "left out: the primary is said to be dead, and is not asked");
          end(stages, stages.checkpoint().revision(), Known.read(here, at).primaryRevision());
        });
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
    Stages stages = Stages.claim(here, known, at);
    orTakeBack(
        stages,
        () -> {
          lookUnderTheClaim(here, stages);
          long revision = new Drain(there, stages, at).run();
          if (!isWhole) {
            look.atBoth(there, here);
          }
          at.tell(
              Step.DRAIN,
              "the standby holds revision %d; what is written to the primary from now on is not taken along"
                  .formatted(revision));
          end(stages, revision, Math.max(revision, lastHeard(there, heard)));
        });
    return Optional.of(stages);
  }

  /** The leader may have begun something since the first look. */
  private void lookUnderTheClaim(Etcd here, Stages stages) {
    at.proofs().prover(here, stages.writer(), at.surplus(here)).settle();
    look.refuseShortfall(stages.checkpoint());
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

  /** Does what comes between the claim and the end. */
  private static void orTakeBack(Stages stages, Runnable steps) {
    try {
      steps.run();
    } catch (RefusedException e) {
      throw takenBack(stages, e, e.sentence(), "");
    } catch (UnprovedException e) {
      throw takenBack(stages, e, e.finding().sentence(), "");
    } catch (CheckpointMovedException e) {
      throw takenBack(
          stages,
          e,
          "Writes whose answers were lost turn up again and again",
          "; run promote again");
    } catch (EtcdException e) {
      String sentence = "The %s failed before the end (%s)".formatted(e.side(), e.getMessage());
      throw takenBack(
          stages,
          e,
          sentence,
          switch (e.side()) {
            case PRIMARY ->
                "; run promote again, or, if the primary is lost, with --primary-is-dead";
            case STANDBY -> "; run promote again";
          });
    }
  }

  /** Takes the promotion back, and says so; unless the link has ended after all. */
  private static RuntimeException takenBack(
      Stages stages, RuntimeException why, String sentence, String then) {
    try {
      return stages.takeBack()
          ? new RefusedException(sentence + "; the promotion is taken back" + then)
          : why;
    } catch (EtcdException e) {
      throw new EtcdException(
          e.side(),
          e.failure(),
          "%s; and the promotion could not be taken back (%s): as long as it is neither run again, nor"
                  .formatted(sentence, e.getMessage())
              + " taken back with --take-back, etcd-sync run writes nothing",
          e);
    }
  }

  private void end(Stages stages, long revision, long primaryRevision) {
    lift.refuseSlow(stages, primaryRevision);
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
