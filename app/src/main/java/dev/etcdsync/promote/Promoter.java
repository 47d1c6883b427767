package dev.etcdsync.promote;

import dev.etcdsync.etcd.CheckpointMovedException;
import dev.etcdsync.etcd.DeposedException;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.Promotion;
import java.util.Optional;

/**
 * Promotes a standby, step by step. Killed anywhere and run again it goes on from what the
 * standby's etcd says, and comes to the same end. Used by one thread, once.
 */
public final class Promoter {
  private final Workplace at;
  private final EtcdConnector primary;
  private final EtcdConnector standby;
  private final LiftStep lift;

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
    this.at = Workplace.of(settings, reader, clock, progress);
    this.primary = primary;
    this.standby = standby;
    this.lift = new LiftStep(at);
  }

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
    return ending(this::takeBack);
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
    Known known = Known.read(here, at);
    AfterTheEnd after = new AfterTheEnd(at, lift);
    if (known.hasEnded()) {
      goOn(here, known, known.promotion().orElseThrow(), after);
      return;
    }
    new BeforeTheEnd(at, primary, lift).run(here, known).ifPresent(after::run);
  }

  private void goOn(Etcd here, Known known, Promotion promotion, AfterTheEnd after) {
    if (promotion.isDone()) {
      at.tell(
          Step.PROMOTED,
          "it was promoted at %s by %s, %s; nothing to do"
              .formatted(promotion.time(), promotion.by(), AfterTheEnd.content(promotion)));
      return;
    }
    at.tell(Step.LOOK, "a promotion goes on that was begun at " + promotion.begun());
    lift.refuseTooLong(known.revision(), promotion.primaryRevision());
    if (at.settings().dryRun()) {
      after.plan(here, known.revision(), promotion.primaryRevision());
      return;
    }
    after.run(Stages.claim(here, known, at));
  }

  private void takeBack(Etcd here) {
    Known known = Known.read(here, at);
    Optional<Promotion> promotion = known.promotion();
    if (promotion.isEmpty()) {
      throw new RefusedException("The link is not being promoted: there is nothing to take back");
    }
    if (promotion.get().hasEnded()) {
      throw new RefusedException(
          "The link has ended, and that cannot be taken back; run promote to its end");
    }
    Stages.claim(here, known, at).takeBack();
    at.tell(Step.LOOK, "taken back: etcd-sync run goes on");
  }
}
