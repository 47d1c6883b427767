package dev.etcdsync.view;

import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the standby may be promoted with nothing missing: it follows, and is clean on evidence
 * that is young enough. What is known to be missing counts first, however old that is and whether
 * or not the primary still answers: nobody has shown that it is there by now.
 */
final class Promotable {
  private Promotable() {}

  static Failover judge(Published published, Ages ages, Instant now) {
    LinkStatus status = published.status();
    Optional<String> fault = fault(published);
    if (fault.isPresent()) {
      return new Failover.No(
          status.phase() == LinkPhase.CONNECTING
              ? fault.get() + "; and " + notFollowing(status)
              : fault.get());
    }
    return unproved(status, ages, now)
        .<Failover>map(Failover.Unknown::new)
        .orElseGet(Failover.Yes::new);
  }

  private static Optional<String> fault(Published published) {
    LinkStatus status = published.status();
    return switch (published.hasEnded() ? LinkPhase.PROMOTED : status.phase()) {
      case PROMOTING, PROMOTED ->
          Optional.of("the link has ended: the standby was promoted, or is being promoted");
      case PARKED ->
          Optional.of(
              "the link is parked"
                  + status.parked().map(Finding::sentence).map(it -> ": " + it).orElse(""));
      case COPYING ->
          Optional.of("a copy is under way: until its end the standby equals no revision");
      case FOLLOWING, CONNECTING ->
          published.position().flatMap(Promotable::lacking).or(status::fault);
    };
  }

  private static Optional<String> lacking(Position position) {
    return switch (position) {
      case Position.At _ -> Optional.empty();
      case Position.Within part ->
          Optional.of(
              "revision %d is applied in part: the first %d of its %d changes"
                  .formatted(part.next(), part.applied(), part.total()));
      case Position.Copying copying ->
          Optional.of(
              "a copy was interrupted: since %s the standby equals no revision"
                  .formatted(copying.since()));
    };
  }

  private static Optional<String> unproved(LinkStatus status, Ages ages, Instant now) {
    return Optional.of(status)
        .filter(it -> it.phase() == LinkPhase.CONNECTING)
        .map(it -> notFollowing(it) + asOf(it))
        .or(() -> unconfirmed(status, ages, now))
        .or(() -> uncompared(status.compare(), ages, now))
        .or(() -> unseen(status.drift()));
  }

  private static String notFollowing(LinkStatus status) {
    return "the link does not follow the primary now"
        + status.trouble().map(it -> ": " + it).orElse("");
  }

  private static String asOf(LinkStatus status) {
    return status
        .confirmed()
        .map(moment -> "; the standby holds everything the primary had at " + moment)
        .orElse("");
  }

  private static Optional<String> unconfirmed(LinkStatus status, Ages ages, Instant now) {
    Optional<String> clock = status.clock(now).fault();
    if (clock.isPresent()) {
      return clock;
    }
    if (status.confirmed().isEmpty()) {
      return Optional.of("it is not known yet as of when the standby is complete");
    }
    Instant confirmed = status.confirmed().get();
    return confirmed.plus(ages.confirmed()).isBefore(now)
        ? Optional.of(
            "the last proof that the standby is complete is of %s, older than %d s"
                .formatted(confirmed, ages.confirmed().toSeconds()))
        : Optional.empty();
  }

  private static Optional<String> uncompared(CompareSummary compare, Ages ages, Instant now) {
    if (compare.pending() || compare.last().isEmpty()) {
      return Optional.of("not everything has been compared yet since following began");
    }
    LastCompare last = compare.last().get();
    return last.time().plus(ages.compared(compare)).isBefore(now)
        ? Optional.of("the last comparison is of " + last.time() + ", too long ago")
        : Optional.empty();
  }

  private static Optional<String> unseen(DriftSummary drift) {
    return drift.isLate()
        ? Optional.of(
            drift.suspected() + " keys that others have written are still to be looked at")
        : Optional.empty();
  }
}
