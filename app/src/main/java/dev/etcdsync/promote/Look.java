package dev.etcdsync.promote;

import dev.etcdsync.check.CheckResult;
import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import dev.etcdsync.check.FoundKeys;
import dev.etcdsync.check.FullCompare;
import dev.etcdsync.check.Pace;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has to be so before a link may be ended. */
final class Look {
  private static final int EXAMPLES = 5;

  private final LinkKeys keys;
  private final PromotionSettings settings;
  private final Answers answers;
  private final PromotionProgress progress;

  Look(LinkKeys keys, PromotionSettings settings, Answers answers, PromotionProgress progress) {
    this.keys = keys;
    this.settings = settings;
    this.answers = answers;
    this.progress = progress;
  }

  /**
   * Whether the standby is at one revision, and nothing has parked the link.
   *
   * @throws RefusedException if not
   */
  void atStandby(Checkpoint checkpoint, Optional<LinkStatus> status) {
    switch (checkpoint.position()) {
      case Position.Copying copying ->
          throw new RefusedException(
              "The standby equals no revision of the primary: a copy was begun at "
                  + checkpoint.time()
                  + " and has not ended; let etcd-sync run end it first");
      case Position.Within within ->
          throw new RefusedException(
              "The standby holds revision %d and only %d of the %d changes of revision %d; let"
                      .formatted(within.revision(), within.applied(), within.total(), within.next())
                  + " etcd-sync run apply the rest first");
      case Position.At at ->
          progress.told(
              Step.LOOK,
              "the standby holds revision %d of the primary, written at %s%s"
                  .formatted(
                      at.revision(),
                      checkpoint.time(),
                      status
                          .flatMap(LinkStatus::confirmed)
                          .map(moment -> ", known to be up to date as of " + moment)
                          .orElse("")));
    }
    Optional<String> parked =
        checkpoint
            .blocked()
            .or(() ->
                status.filter(said -> said.phase() == LinkPhase.PARKED).flatMap(LinkStatus::parked))
            .map(finding -> finding.guard().label() + ": " + finding.sentence());
    if (parked.isEmpty()) {
      return;
    }
    if (!settings.primaryIsDead()) {
      throw new RefusedException(
          "The link is parked by "
              + parked.get()
              + "; settle that first, or, if the primary is lost, give --primary-is-dead");
    }
    progress.told(Step.LOOK, "the link was parked by " + parked.get());
  }

  /**
   * Compares both sides.
   *
   * @throws RefusedException unless they are equal at the standby's revision
   */
  void atBoth(Etcd primary, Etcd standby) {
    FullCompare compare =
        new FullCompare(
            keys,
            settings.replication().scope(),
            settings.replication().limits().operations(),
            Pace.SWIFT,
            answers);
    CheckResult result = compare.run(primary, standby, false);
    switch (result) {
      case CheckResult.Compared compared when result.isClean() ->
          progress.told(
              Step.LOOK,
              "both sides are equal at revision %d: %d keys, %d of them held; %d are the standby's own"
                  .formatted(
                      compared.pair().revision(),
                      compared.keys(),
                      compared.held(),
                      compared.difference().local().count()));
      case CheckResult.Compared compared ->
          throw new RefusedException(differing(compared.difference()));
      case CheckResult.InPart part ->
          throw new RefusedException(
              "The standby holds only %d of the %d changes of revision %d; let etcd-sync run apply"
                      .formatted(part.applied(), part.total(), part.next())
                  + " the rest first");
      case CheckResult.Unknown unknown ->
          throw new RefusedException(
              "It cannot be told whether both sides are equal: "
                  + unknown.sentence()
                  + "; if the primary is lost, give --primary-is-dead");
    }
  }

  private static String differing(Difference difference) {
    List<FoundKeys> sorts =
        List.of(difference.missed(), difference.different(), difference.stale());
    String examples =
        sorts.stream()
            .flatMap(sort -> sort.listed().stream())
            .limit(EXAMPLES)
            .map(Found::key)
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    return ("The standby is not clean: %d keys missed, %d different, %d stale, such as %s; see"
            + " etcd-sync check, and repair that first, or, if the primary is lost, give"
            + " --primary-is-dead")
        .formatted(
            Stream.concat(sorts.stream().map(FoundKeys::count), Stream.of(examples)).toArray());
  }
}
