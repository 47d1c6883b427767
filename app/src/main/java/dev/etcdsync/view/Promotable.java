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

  /** Why not, as a clause for people; empty if it may be. */
  static Optional<String> whyNot(Published published, Ages ages, Instant now) {
    LinkStatus status = published.status();
    if (published.hasEnded()) {
      return Optional.of("the link has ended: the standby was promoted, or is being promoted");
    }
    return notFollowing(status)
        .or(() ->
            published
                .part()
                .map(part ->
                    "revision %d is applied in part: the first %d of its %d changes"
                        .formatted(part.next(), part.applied(), part.total())))
        .or(() -> unconfirmed(status, ages, now))
        .or(() -> uncompared(status.compare(), ages, now))
        .or(() -> drift(status.drift()));
  }

  private static Optional<String> notFollowing(LinkStatus status) {
    return switch (status.phase()) {
      case FOLLOWING -> Optional.empty();
      case CONNECTING ->
          Optional.of(
              "the link does not follow the primary now"
                  + status.trouble().map(it -> ": " + it).orElse("")
                  + asOf(status));
      case COPYING ->
          Optional.of("a copy is under way: until its end the standby equals no revision");
      case PARKED ->
          Optional.of(
              "the link is parked"
                  + status.parked().map(Finding::sentence).map(it -> ": " + it).orElse(""));
      case PROMOTING, PROMOTED ->
          Optional.of("the link has ended: the standby was promoted, or is being promoted");
    };
  }

  private static String asOf(LinkStatus status) {
    return status
        .confirmed()
        .map(moment -> "; the standby holds everything the primary had at " + moment)
        .orElse("");
  }

  private static Optional<String> unconfirmed(LinkStatus status, Ages ages, Instant now) {
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
    if (!last.isClean()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the last comparison found %d missed, %d different and %d stale keys",
              last.missed(),
              last.different(),
              last.stale()));
    }
    return last.time().plus(ages.compared()).isBefore(now)
        ? Optional.of("the last comparison is of " + last.time() + ", too long ago")
        : Optional.empty();
  }

  private static Optional<String> drift(DriftSummary drift) {
    if (drift.suspected() > 0) {
      return Optional.of(
          drift.suspected() + " keys that others have written are still to be looked at");
    }
    return drift.contested() > 0
        ? Optional.of(
            drift.contested() + " keys are overwritten on the standby as often as they are healed")
        : Optional.empty();
  }
}
