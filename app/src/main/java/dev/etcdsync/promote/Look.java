package dev.etcdsync.promote;

import dev.etcdsync.check.CheckResult;
import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import dev.etcdsync.check.FoundKeys;
import dev.etcdsync.check.FullCompare;
import dev.etcdsync.check.Pace;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Shortfall;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has to be so before a link may be ended. */
final class Look {
  private static final int EXAMPLES = 5;

  private final Workplace at;

  Look(Workplace at) {
    this.at = at;
  }

  /**
   * Whether the standby is at one revision, or may be promoted all the same, and nothing has parked
   * the link.
   *
   * @throws RefusedException if not
   */
  void atStandby(Known known) {
    Checkpoint checkpoint = known.checkpoint();
    refuseShortfall(
        checkpoint,
        known.isBegun(),
        known.isBegun() ? "first take this promotion back with --take-back, and " : "");
    at.tell(
        Step.LOOK,
        switch (checkpoint.position()) {
          case Position.Copying copying ->
              loud(
                  checkpoint,
                  known
                      .status()
                      .filter(said -> said.total() > 0)
                      .map(said ->
                          "; %d of %d keys were settled when it was last heard of"
                              .formatted(said.copied(), said.total()))
                      .orElse(""));
          case Position.Within within ->
              at.settings().primaryIsDead()
                  ? loud(checkpoint, ", on top of revision " + within.revision())
                  : "the last drain was interrupted: "
                      + Shortfall.of(checkpoint).map(Shortfall::sentence).orElse("");
          case Position.At whole ->
              "the standby holds revision %d of the primary, written at %s%s"
                  .formatted(
                      whole.revision(),
                      checkpoint.time(),
                      known
                          .status()
                          .flatMap(LinkStatus::confirmed)
                          .map(moment -> ", known to be up to date as of " + moment)
                          .orElse(""));
        });
    if (at.settings().primaryIsDead()) {
      known
          .status()
          .flatMap(LinkStatus::fault)
          .ifPresent(fault ->
              at.tell(
                  Step.LOOK,
                  "NOT CLEAN when it was last heard of: "
                      + fault
                      + "; what is missing is lost with the primary"));
    }
    refuseParked(checkpoint, known.status());
  }

  private static String loud(Checkpoint checkpoint, String more) {
    return "INCOMPLETE: "
        + Shortfall.of(checkpoint).map(Shortfall::sentence).orElse("")
        + more
        + "; it is promoted as it is, and the rest is lost with the primary";
  }

  /**
   * Whether a standby as it was claimed may be promoted, or be drained first.
   *
   * @throws RefusedException if not
   */
  void refuseShortfall(Checkpoint claimed) {
    refuseShortfall(claimed, true, "");
  }

  /**
   * @param drains whether the link is a promotion's, whose drain goes on with a revision
   * @param first what to do before anything else
   */
  private void refuseShortfall(Checkpoint checkpoint, boolean drains, String first) {
    boolean dead = at.settings().primaryIsDead();
    Optional<String> lacking = Shortfall.of(checkpoint).map(Shortfall::sentence);
    switch (checkpoint.position()) {
      case Position.Copying copying when !(dead && at.settings().acceptIncomplete()) ->
          throw new RefusedException(
              "The standby is incomplete: %s; %s"
                  .formatted(
                      lacking.orElse(""),
                      dead
                          ? "if it shall be promoted as it is, give --accept-incomplete, too"
                          : first
                              + "let etcd-sync run end the copy; if the primary is lost, give"
                              + " --primary-is-dead"));
      case Position.Within within when !dead && !drains ->
          throw new RefusedException(
              "The standby holds revision %d, and %s; let etcd-sync run apply the rest first, or, if"
                      .formatted(within.revision(), lacking.orElse(""))
                  + " the primary is lost, give --primary-is-dead");
      case Position.Copying accepted -> {}
      case Position.Within continued -> {}
      case Position.At whole -> {}
    }
  }

  private void refuseParked(Checkpoint checkpoint, Optional<LinkStatus> status) {
    Optional<String> parked =
        checkpoint
            .blocked()
            .or(() ->
                status.filter(said -> said.phase() == LinkPhase.PARKED).flatMap(LinkStatus::parked))
            // By an earlier promotion, which this one goes on with or has found taken back.
            .filter(finding -> finding.guard() != Guard.PROMOTED)
            .map(finding -> finding.guard().label() + ": " + finding.sentence());
    if (parked.isEmpty()) {
      return;
    }
    if (!at.settings().primaryIsDead()) {
      throw new RefusedException(
          "The link is parked by "
              + parked.get()
              + "; settle that first, or, if the primary is lost, give --primary-is-dead");
    }
    at.tell(Step.LOOK, "the link was parked by " + parked.get());
  }

  /**
   * Compares both sides.
   *
   * @throws RefusedException unless they are equal at the standby's revision
   */
  void atBoth(Etcd primary, Etcd standby) {
    FullCompare compare =
        new FullCompare(
            at.keys(),
            at.settings().replication().scope(),
            at.settings().replication().limits().operations(),
            Pace.SWIFT,
            at.answers());
    CheckResult result = compare.run(primary, standby, false);
    switch (result) {
      case CheckResult.Compared compared when result.isClean() ->
          at.tell(
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
            .flatMap(sort -> sort.stream())
            .limit(EXAMPLES)
            .map(Found::key)
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    return ("The standby is not clean: %d keys missed, %d different, %d stale, such as %s; etcd-sync"
            + " check with the same options of both sides shows them all and what to do; repair that first, or, if the primary is lost, give"
            + " --primary-is-dead")
        .formatted(
            Stream.concat(sorts.stream().map(FoundKeys::count), Stream.of(examples)).toArray());
  }
}
