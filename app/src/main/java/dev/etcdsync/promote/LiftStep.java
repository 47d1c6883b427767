package dev.etcdsync.promote;

import java.time.Duration;

/** How high the standby's revision has to be, whether it may take so long, and doing it. */
record LiftStep(Workplace at) {

  /**
   * Before anything is written.
   *
   * @param revision the standby's own
   * @throws RefusedException if it would take longer than the limit
   */
  void refuseTooLong(long revision, long primaryRevision) {
    long gap = gap(revision, primaryRevision);
    Duration time = Lift.estimate(gap);
    if (at.settings().lifting() && time.compareTo(at.settings().liftLimit()) > 0) {
      throw new RefusedException(
          "The standby's revision would have to be lifted by %d, about %d s, longer than"
                  .formatted(gap, time.toSeconds())
              + " --lift-limit; give a larger one, or --without-lift, and then restart everything"
              + " that came over from the primary with a watch or a cache");
    }
  }

  /** What would be done, for a dry run. */
  String plan(long revision, long primaryRevision) {
    if (!at.settings().lifting()) {
      return "would be left out";
    }
    long gap = gap(revision, primaryRevision);
    return "would lift the standby's revision by %d, %d s at a guessed %d a second, and compact"
        .formatted(gap, Lift.estimate(gap).toSeconds(), Lift.ASSUMED_RATE);
  }

  private long gap(long revision, long primaryRevision) {
    return primaryRevision == 0 ? 0 : Math.max(0, target(primaryRevision) - revision);
  }

  private long target(long primaryRevision) {
    return primaryRevision + at.settings().margin();
  }

  /**
   * Lifts, and compacts.
   *
   * @throws RefusedException if it takes longer than the limit
   */
  void run(Stages stages) {
    if (!at.settings().lifting()) {
      at.tell(
          Step.LIFT,
          "left out as asked: restart everything that came over from the primary with a watch or a"
              + " cache, such as controllers and operators that run elsewhere; it may wait for ever");
      return;
    }
    long primaryRevision = stages.promotion().primaryRevision();
    if (primaryRevision == 0) {
      at.tell(
          Step.LIFT,
          "left out: none of the primary's revisions was ever heard of; restart everything that"
              + " comes over from the primary with a watch or a cache");
      return;
    }
    long target = target(primaryRevision);
    long from = Known.read(stages.standby(), at).revision();
    Lift lift =
        new Lift(
            stages.standby(),
            stages.writer(),
            at.clock(),
            at.answers(),
            at.settings().liftLimit(),
            sentence -> at.tell(Step.LIFT, sentence));
    long now = from >= target ? from : lift.run(from, target);
    lift.compact(now);
    at.tell(
        Step.LIFT,
        "the standby is at revision %d of its own, above the primary's %d, and compacted there"
                .formatted(now, primaryRevision)
            + "; restart the standby's kube-apiservers, which answer watches from memory, so that"
            + " their clients are told to list again");
  }
}
