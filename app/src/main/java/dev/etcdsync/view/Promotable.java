package dev.etcdsync.view;

import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkStatus;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the standby may be promoted with nothing missing: it follows, and is clean on evidence
 * that is young enough. Of a link that is not, the first reason that counts is told.
 */
final class Promotable {
  private Promotable() {}

  private static final Failover ENDED =
      new Failover.No("the link has ended: the standby was promoted, or is being promoted");

  static Failover judge(Published published, Ages ages, Instant now) {
    LinkStatus status = published.status();
    if (published.hasEnded()) {
      return ENDED;
    }
    return notFollowing(status)
        .or(() ->
            published
                .part()
                .map(part ->
                    new Failover.No(
                        "revision %d is applied in part: the first %d of its %d changes"
                            .formatted(part.next(), part.applied(), part.total()))))
        .or(() -> unconfirmed(status, ages, now).map(Failover.Unknown::new))
        .or(() -> uncompared(status.compare(), ages, now))
        .or(() -> drift(status.drift()))
        .orElseGet(Failover.Yes::new);
  }

  private static Optional<Failover> notFollowing(LinkStatus status) {
    return switch (status.phase()) {
      case FOLLOWING -> Optional.empty();
      case CONNECTING ->
          Optional.of(
              new Failover.Unknown(
                  "the link does not follow the primary now"
                      + status.trouble().map(it -> ": " + it).orElse("")
                      + asOf(status)));
      case COPYING ->
          Optional.of(
              new Failover.No("a copy is under way: until its end the standby equals no revision"));
      case PARKED ->
          Optional.of(
              new Failover.No(
                  "the link is parked"
                      + status.parked().map(Finding::sentence).map(it -> ": " + it).orElse("")));
      case PROMOTING, PROMOTED -> Optional.of(ENDED);
    };
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

  private static Optional<Failover> uncompared(CompareSummary compare, Ages ages, Instant now) {
    if (compare.pending() || compare.last().isEmpty()) {
      return Optional.of(
          new Failover.Unknown("not everything has been compared yet since following began"));
    }
    LastCompare last = compare.last().get();
    if (!last.isClean()) {
      return Optional.of(
          new Failover.No(
              String.format(
                  Locale.ROOT,
                  "the last comparison found %d missed, %d different and %d stale keys",
                  last.missed(),
                  last.different(),
                  last.stale())));
    }
    return last.time().plus(ages.compared(compare)).isBefore(now)
        ? Optional.of(
            new Failover.Unknown("the last comparison is of " + last.time() + ", too long ago"))
        : Optional.empty();
  }

  private static Optional<Failover> drift(DriftSummary drift) {
    if (drift.contested() > 0) {
      return Optional.of(
          new Failover.No(
              drift.contested()
                  + " keys are overwritten on the standby as often as they are healed"));
    }
    if (drift.departed() > 0) {
      return Optional.of(
          new Failover.No(
              drift.departed() + " keys are missed or different, and wait to be written back"));
    }
    return drift.isLate()
        ? Optional.of(
            new Failover.Unknown(
                drift.suspected() + " keys that others have written are still to be looked at"))
        : Optional.empty();
  }
}
