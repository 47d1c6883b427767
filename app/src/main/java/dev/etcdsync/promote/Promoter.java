package dev.etcdsync.promote;

import dev.etcdsync.encryption.UnprovedException;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.CheckpointMovedException;
import dev.etcdsync.etcd.DeposedException;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.LinkClaim;
import dev.etcdsync.etcd.LinkClaim.Claimed;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.guard.Preflight;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Promotes a standby, step by step. Killed anywhere and run again it goes on from what the
 * standby's etcd says, and comes to the same end. Used by one thread, once.
 */
public final class Promoter {
  private final PromotionSettings settings;
  private final EtcdConnector primary;
  private final EtcdConnector standby;
  private final Clock clock;
  private final PromotionProgress progress;
  private final Answers answers;
  private final Documents documents = new Documents();
  private final PromotionDocument promotions = new PromotionDocument();
  private final LinkKeys keys;
  private final Look look;
  private final Proofs proofs;

  /**
   * @param reader asks the standby's apiserver; empty: names decide what it can decrypt
   */
  public Promoter(
      PromotionSettings settings,
      EtcdConnector primary,
      EtcdConnector standby,
      Optional<ObjectReader> reader,
      Clock clock,
      PromotionProgress progress) {
    this.settings = settings;
    this.primary = primary;
    this.standby = standby;
    this.clock = clock;
    this.progress = progress;
    this.answers = new Answers(clock, settings.replication().timing().requestTimeout());
    this.keys = LinkKeys.of(settings.link());
    this.look = new Look(keys, settings, answers, progress);
    this.proofs = new Proofs(settings.replication().scope(), reader, answers, progress);
  }

  private record Known(
      Optional<Fence> fence,
      Checkpoint checkpoint,
      Optional<LinkStatus> status,
      Optional<Promotion> promotion,
      long revision) {
    /** The primary's last revision that was heard of. */
    long primaryRevision() {
      return Math.max(status.map(LinkStatus::primaryRevision).orElse(0L), checkpoint.revision());
    }
  }

  /** What to write with, and what the documents say. */
  private record Held(Etcd standby, FencedWriter writer, Promotion promotion, Fence fence) {}

  /**
   * Promotes.
   *
   * @throws EtcdException if the standby does not answer; run it again
   * @throws UnknownFormatException if a document of the link cannot be read
   */
  public PromotionEnding run() {
    return ending(this::promote);
  }

  /**
   * Takes a promotion back that has not gone beyond its last drain, so that the link can go on.
   *
   * @throws EtcdException if the standby does not answer; run it again
   * @throws UnknownFormatException if a document of the link cannot be read
   */
  public PromotionEnding takeBack() {
    return ending(here -> {
      Known known = read(here);
      Optional<Promotion> promotion = known.promotion();
      if (promotion.isEmpty()) {
        throw new RefusedException("The link is not being promoted: there is nothing to take back");
      }
      if (promotion.get().hasEnded()) {
        throw new RefusedException(
            "The link has ended, and that cannot be taken back; run promote to its end");
      }
      giveBack(claim(here, known));
      progress.told(Step.LOOK, "taken back: etcd-sync run goes on");
    });
  }

  private interface Task {
    void on(Etcd standby);
  }

  private PromotionEnding ending(Task task) {
    try (Etcd here = standby.connect()) {
      task.on(here);
      return new PromotionEnding.Done();
    } catch (RefusedException e) {
      return new PromotionEnding.Refused(e.sentence());
    } catch (DeposedException e) {
      return new PromotionEnding.Deposed(e.successor());
    } catch (CheckpointMovedException e) {
      return new PromotionEnding.Refused(
          "An answer that was lost has turned up; run promote again");
    }
  }

  private void promote(Etcd here) {
    Known known = read(here);
    if (known.promotion().filter(Promotion::isDone).isPresent()) {
      Promotion done = known.promotion().get();
      progress.told(
          Step.PROMOTED,
          "it was promoted at %s by %s, with revision %d of the primary; nothing to do"
              .formatted(done.time(), done.by(), done.revision()));
      return;
    }
    if (known.promotion().filter(Promotion::hasEnded).isPresent()) {
      Promotion ended = known.promotion().get();
      progress.told(Step.LOOK, "a promotion goes on that was begun at " + ended.begun());
      refuseTooLong(known.revision(), ended.primaryRevision());
      if (settings.dryRun()) {
        plan(here, known, ended.primaryRevision());
        return;
      }
      finish(claim(here, known));
      return;
    }
    look.atStandby(known.checkpoint(), known.status());
    if (settings.primaryIsDead()) {
      withoutPrimary(here, known);
      return;
    }
    try (Etcd there = primary.connect()) {
      withPrimary(here, there, known);
    }
  }

  private void withoutPrimary(Etcd here, Known known) {
    refuseTooLong(known.revision(), known.primaryRevision());
    if (settings.dryRun()) {
      plan(here, known, known.primaryRevision());
      return;
    }
    Held held = claim(here, known);
    proofs.prover(here, held.writer()).settle();
    progress.told(Step.DRAIN, "left out: the primary is said to be dead, and is not asked");
    long revision = held.writer().checkpoint().orElseThrow().revision();
    finish(end(held, revision, Math.max(revision, known.primaryRevision())));
  }

  private void withPrimary(Etcd here, Etcd there, Known known) {
    long heard = primaryRevision(there);
    known
        .fence()
        .flatMap(fence ->
            new Preflight(answers, documents, keys)
                .sameCluster(there, fence, known.checkpoint().primaryCluster()))
        .map(Finding::sentence)
        .ifPresent(sentence -> {
          throw new RefusedException(sentence);
        });
    look.atBoth(there, here);
    refuseTooLong(known.revision(), heard);
    if (settings.dryRun()) {
      plan(here, known, heard);
      return;
    }
    Held held = claim(here, known);
    proofs.prover(here, held.writer()).settle();
    long revision = drain(held, there);
    long last = Math.max(revision, primaryRevision(there));
    progress.told(
        Step.DRAIN,
        "the standby holds revision %d; what is written to the primary from now on is not taken along"
            .formatted(revision));
    finish(end(held, revision, last));
  }

  private long primaryRevision(Etcd there) {
    try {
      Key probe = settings.replication().scope().range().from();
      return answers.await(Side.PRIMARY, there.get(List.of(probe), 0)).revision();
    } catch (EtcdException e) {
      throw new RefusedException(
          "The primary's etcd does not answer ("
              + e.getMessage()
              + "), so it cannot be told what the standby lacks; bring it back, or, if it is lost,"
              + " give --primary-is-dead");
    }
  }

  private long drain(Held held, Etcd there) {
    try {
      return new Drain(
              there,
              held.standby(),
              held.writer(),
              settings.replication(),
              clock,
              answers,
              documents,
              proofs.prover(held.standby(), held.writer()))
          .run();
    } catch (RefusedException e) {
      giveBack(held);
      throw e;
    } catch (UnprovedException e) {
      giveBack(held);
      throw new RefusedException(e.finding().sentence());
    } catch (EtcdException e) {
      giveBack(held);
      throw new RefusedException(
          "The last drain failed at the "
              + e.side()
              + " ("
              + e.getMessage()
              + "), and the promotion is taken back; run promote again, or, if the primary is lost,"
              + " with --primary-is-dead");
    }
  }

  private void giveBack(Held held) {
    FencedWriter writer = held.writer();
    writer.move(writer.checkpoint().orElseThrow(), List.of(new Op.Delete(keys.promotion())));
  }

  private Known read(Etcd here) {
    Etcd.Reading now =
        answers.await(
            Side.STANDBY,
            here.get(List.of(keys.fence(), keys.checkpoint(), keys.status(), keys.promotion()), 0));
    List<Optional<Value>> values =
        now.entries().stream().map(entry -> entry.map(KeyValue::value)).toList();
    if (values.get(1).isEmpty()) {
      throw new RefusedException(
          "The standby's etcd knows no link \"%s\": nothing was ever copied there; give its name with --link"
              .formatted(settings.link()));
    }
    return new Known(
        values.get(0).map(documents::readFence),
        documents.readCheckpoint(values.get(1).get()),
        values.get(2).map(documents::readStatus),
        values.get(3).map(promotions::read),
        now.revision());
  }

  private Held claim(Etcd here, Known known) {
    Promotion fresh =
        new Promotion(Stage.DRAINING, 0, 0, settings.holder(), clock.now(), clock.now());
    Fence wanted =
        new Fence(
            0,
            settings.holder(),
            UUID.randomUUID().toString(),
            known.checkpoint().primaryCluster(),
            answers.await(Side.STANDBY, here.status()).clusterId());
    Claimed claimed =
        new LinkClaim(answers, documents, keys)
            .claimToPromote(
                here,
                wanted,
                before -> before.map(it -> it.by(settings.holder())).or(() -> Optional.of(fresh)));
    Promotion promotion = read(here).promotion().orElseThrow();
    if (promotion.stage() != known.promotion().map(Promotion::stage).orElse(Stage.DRAINING)) {
      throw new RefusedException("Another promotion was at work; run promote again");
    }
    progress.told(Step.DRAIN, "the link is claimed: whoever led it writes nothing more");
    return new Held(
        here,
        new FencedWriter(here, answers, documents, claimed.hold(), claimed.checkpoint()),
        promotion,
        claimed.fence());
  }

  private Held end(Held held, long revision, long primaryRevision) {
    Checkpoint checkpoint = held.writer().checkpoint().orElseThrow();
    Promotion ended = held.promotion().ended(revision, primaryRevision, clock.now());
    // The leader may have begun something between the look and the claim.
    if (!(checkpoint.position() instanceof Position.At)) {
      giveBack(held);
      throw new RefusedException(
          "The standby is not at one revision any more, and the promotion is taken back; let etcd-sync"
              + " run go on, then promote");
    }
    Held next =
        record(
            held,
            checkpoint.with(new Position.At(revision), clock.now()),
            ended,
            LinkPhase.PROMOTING);
    progress.told(
        Step.END,
        "the link has ended at revision %d: it is never followed again".formatted(revision));
    return next;
  }

  private Held record(Held held, Checkpoint checkpoint, Promotion promotion, LinkPhase phase) {
    LinkStatus status =
        new LinkStatus(
            phase,
            held.fence().epoch(),
            settings.holder(),
            promotion.revision(),
            promotion.primaryRevision(),
            Optional.empty(),
            0,
            0,
            heldObjects(held.standby()),
            DriftSummary.none(),
            Optional.empty(),
            Optional.empty(),
            clock.now());
    held.writer()
        .move(
            checkpoint,
            List.of(
                new Op.Put(keys.promotion(), promotions.write(promotion)),
                new Op.Put(keys.status(), documents.write(status))));
    return new Held(held.standby(), held.writer(), promotion, held.fence());
  }

  private Held advance(Held held, Stage stage, LinkPhase phase) {
    return record(
        held,
        held.writer().checkpoint().orElseThrow(),
        held.promotion().at(stage, clock.now()),
        phase);
  }

  private void finish(Held begun) {
    Held held = begun;
    if (held.promotion().stage() == Stage.PLACING) {
      HeldPlacement placement =
          new HeldPlacement(held.standby(), held.writer(), settings.replication(), answers);
      placement.run();
      progress.told(
          Step.PLACE, "%d held objects put into their places".formatted(placement.placed()));
      placement
          .kept()
          .forEach(key ->
              progress.told(
                  Step.PLACE,
                  key + " stays aside: the standby has made one of its own, which is left alone"));
      held = advance(held, Stage.LIFTING, LinkPhase.PROMOTING);
    }
    lift(held);
    Held done = advance(held, Stage.PROMOTED, LinkPhase.PROMOTED);
    progress.told(
        Step.PROMOTED,
        "done: the standby serves, with revision %d of the primary"
            .formatted(done.promotion().revision()));
  }

  private void lift(Held held) {
    if (!settings.lifting()) {
      progress.told(
          Step.LIFT,
          "left out as asked: restart everything that came over from the primary with a watch or a"
              + " cache, such as controllers and operators that run elsewhere; it may wait for ever");
      return;
    }
    long target = target(held.promotion().primaryRevision());
    long from = read(held.standby()).revision();
    Lift lift =
        new Lift(
            held.standby(),
            held.writer(),
            clock,
            answers,
            settings.liftLimit(),
            sentence -> progress.told(Step.LIFT, sentence));
    long now = from >= target ? from : lift.run(from, target);
    lift.compact(now);
    progress.told(
        Step.LIFT,
        "the standby is at revision %d of its own, above the primary's %d, and compacted there"
                .formatted(now, held.promotion().primaryRevision())
            + "; restart the standby's kube-apiservers, which answer watches from memory, so that"
            + " their clients are told to list again");
  }

  private long target(long primaryRevision) {
    return primaryRevision + settings.margin();
  }

  private void refuseTooLong(long revision, long primaryRevision) {
    long gap = target(primaryRevision) - revision;
    Duration time = Lift.estimate(gap);
    if (settings.lifting() && time.compareTo(settings.liftLimit()) > 0) {
      throw new RefusedException(
          "The standby's revision would have to be lifted by %d, about %d s, longer than"
                  .formatted(gap, time.toSeconds())
              + " --lift-limit; give a larger one, or --without-lift, and then restart everything"
              + " that came over from the primary with a watch or a cache");
    }
  }

  private long heldObjects(Etcd here) {
    return Listing.keysBehind(keys.held(), here, Side.STANDBY, 0, answers).size();
  }

  private void plan(Etcd here, Known known, long primaryRevision) {
    boolean ended = known.promotion().filter(Promotion::hasEnded).isPresent();
    if (!ended) {
      progress.told(
          Step.DRAIN,
          settings.primaryIsDead()
              ? "would be left out"
              : "would claim the link and follow up to the primary's revision, now %d"
                  .formatted(primaryRevision));
      progress.told(Step.END, "would end the link");
    }
    progress.told(
        Step.PLACE, "would put %d held objects into their places".formatted(heldObjects(here)));
    long gap = Math.max(0, target(primaryRevision) - known.revision());
    progress.told(
        Step.LIFT,
        settings.lifting()
            ? "would lift the standby's revision by %d, %d s at a guessed %d a second, and compact"
                .formatted(gap, Lift.estimate(gap).toSeconds(), Lift.ASSUMED_RATE)
            : "would be left out");
    progress.told(Step.PROMOTED, "nothing was changed");
  }
}
