package dev.etcdsync.promote;

import dev.etcdsync.model.LiftForecast;
import java.time.Duration;

/** How high the standby's revision has to be, whether it may take so long, and doing it. */
record LiftStep(Workplace at) {
  /** What a guess says is over sooner needs no measuring. */
  private static final Duration WORTH_MEASURING = Duration.ofSeconds(10);

  /**
   * Before anything is written.
   *
   * @param revision the standby's own
   * @throws RefusedException if it would take longer than the limit
   */
  void refuseTooLong(long revision, long primaryRevision) {
    LiftForecast forecast = forecast(revision, primaryRevision);
    if (at.settings().lifting()) {
      refuse(forecast.revisions(), forecast.time(), LiftForecast.A_SECOND, "a guess");
    }
  }

  /**
   * The last look before the link ends: what was guessed is measured where it matters. What is
   * lifted here is written under the fence, harms nobody, and has not to be lifted again.
   *
   * @throws RefusedException if it would take longer than the limit
   */
  void refuseSlow(Stages stages, long primaryRevision) {
    long from = Known.read(stages.standby(), at).revision();
    LiftForecast forecast = forecast(from, primaryRevision);
    if (!at.settings().lifting() || forecast.time().compareTo(WORTH_MEASURING) < 0) {
      return;
    }
    Lift.Height height = lift(stages).sample(from, target(primaryRevision));
    long left = forecast(height.revision(), primaryRevision).revisions();
    at.tell(
        Step.LIFT,
        "%d to lift, about %d s at %d a second, as measured"
            .formatted(left, height.timeFor(left).toSeconds(), (long) height.rate()));
    refuse(left, height.timeFor(left), (long) height.rate(), "measured");
  }

  private void refuse(long revisions, Duration time, long rate, String how) {
    if (time.compareTo(at.settings().liftLimit()) > 0) {
      throw new RefusedException(
          "The standby's revision would have to be lifted by %d, about %d s at %d a second (%s),"
                  .formatted(revisions, time.toSeconds(), rate, how)
              + " longer than --lift-limit; give a larger one, or --without-lift, and then restart"
              + " everything that came over from the primary with a watch or a cache");
    }
  }

  /** What would be done, for a dry run. */
  String plan(long revision, long primaryRevision) {
    if (!at.settings().lifting()) {
      return "would be left out";
    }
    LiftForecast forecast = forecast(revision, primaryRevision);
    return "would lift the standby's revision by %d, %d s at a guessed %d a second, and compact"
        .formatted(forecast.revisions(), forecast.time().toSeconds(), LiftForecast.A_SECOND);
  }

  private LiftForecast forecast(long revision, long primaryRevision) {
    return LiftForecast.between(revision, primaryRevision == 0 ? 0 : target(primaryRevision));
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
    Lift lift = lift(stages);
    long now = from >= target ? from : lift.run(from, target);
    lift.compact(now);
    at.tell(
        Step.LIFT,
        "the standby is at revision %d of its own, above the primary's %d, and compacted there"
                .formatted(now, primaryRevision)
            + "; restart the standby's kube-apiservers, which answer watches from memory, so that"
            + " their clients are told to list again");
  }

  private Lift lift(Stages stages) {
    return new Lift(
        stages.standby(),
        stages.writer(),
        at.clock(),
        at.answers(),
        at.settings().liftLimit(),
        sentence -> at.tell(Step.LIFT, sentence));
  }
}
