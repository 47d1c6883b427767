package dev.etcdsync.promote;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;

/** The steps from the end of the link on: place, lift, done. They can be repeated, never undone. */
record AfterTheEnd(Workplace at, LiftStep lift) {

  /**
   * Does what is left of them.
   *
   * @throws RefusedException if one must not be done
   */
  void run(Stages stages) {
    if (stages.promotion().stage() == Stage.PLACING) {
      place(stages);
      stages.advance(Stage.LIFTING);
    }
    lift.run(stages);
    stages.advance(Stage.PROMOTED);
    at.tell(Step.PROMOTED, "done: the standby serves, " + content(stages.promotion()));
  }

  /** What a promoted standby holds, for people. */
  static String content(Promotion promotion) {
    return promotion
        .shortfall()
        .map(shortfall -> "INCOMPLETE: " + shortfall.sentence())
        .orElse("with revision %d of the primary".formatted(promotion.revision()));
  }

  private void place(Stages stages) {
    HeldPlacement placement =
        new HeldPlacement(
            stages.standby(), stages.writer(), at.settings().replication(), at.answers());
    placement.run();
    at.tell(Step.PLACE, "%d held objects put into their places".formatted(placement.placed()));
    placement
        .kept()
        .forEach(key ->
            at.tell(
                Step.PLACE,
                key + " stays aside: the standby has made one of its own, which is left alone"));
  }

  /** What would be done, for a dry run. */
  void plan(Etcd here, long revision, long primaryRevision) {
    at.tell(
        Step.PLACE, "would put %d held objects into their places".formatted(at.heldObjects(here)));
    at.tell(Step.LIFT, lift.plan(revision, primaryRevision));
    at.tell(Step.PROMOTED, "nothing was changed");
  }
}
