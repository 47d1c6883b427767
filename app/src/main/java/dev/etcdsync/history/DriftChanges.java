package dev.etcdsync.history;

import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.ContestedKey;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What comparing everything and healing came to between two looks. Where objects are healed without
 * end, only now and then. Used under a lock of its owner.
 */
final class DriftChanges {
  private static final Duration BETWEEN = Duration.ofSeconds(30);

  private final EventLog log;
  private Optional<Instant> healedAt = Optional.empty();
  private Optional<Instant> departedAt = Optional.empty();
  private long untold;

  DriftChanges(EventLog log) {
    this.log = log;
  }

  void compare(LinkStatus last, LinkStatus status, Instant now) {
    departed(last.drift(), status.drift(), now);
    healed(last, status, now);
    contested(last.drift(), status.drift(), now);
    compared(last.compare(), status.compare(), now);
  }

  /** Not what is only to be looked at: the standby's controllers write status all the time. */
  private void departed(DriftSummary last, DriftSummary drift, Instant now) {
    if (last.departed() == 0 && drift.departed() > 0 && isDue(departedAt, now)) {
      departedAt = Optional.of(now);
      log.add(
          now,
          EventKind.DRIFT_FOUND,
          String.format(
              Locale.ROOT,
              "%,d keys are missed or different, and wait to be written back",
              drift.departed()));
    }
  }

  private void healed(LinkStatus last, LinkStatus status, Instant now) {
    // Another leader counts from 0.
    long from = last.epoch() == status.epoch() ? last.drift().healed() : 0;
    untold += Math.max(0, status.drift().healed() - from);
    if (untold > 0 && isDue(healedAt, now)) {
      log.add(
          now,
          EventKind.DRIFT_HEALED,
          String.format(Locale.ROOT, "%,d objects were written back", untold));
      healedAt = Optional.of(now);
      untold = 0;
    }
  }

  private static boolean isDue(Optional<Instant> told, Instant now) {
    return told.filter(before -> now.isBefore(before.plus(BETWEEN))).isEmpty();
  }

  private void contested(DriftSummary last, DriftSummary drift, Instant now) {
    if (drift.contested() > last.contested()) {
      log.add(
          now,
          EventKind.CONTESTED,
          String.format(
                  Locale.ROOT,
                  "%,d keys are overwritten as often as they are healed",
                  drift.contested())
              + drift.named().stream().findFirst().map(DriftChanges::example).orElse(""));
    } else if (last.contested() > 0 && drift.contested() == 0) {
      log.add(now, EventKind.CONTEST_ENDED, "No key is contested any more");
    }
  }

  private static String example(ContestedKey contested) {
    return ", such as "
        + contested.key()
        + contested.writer().map(writer -> ", by " + writer).orElse("");
  }

  private void compared(CompareSummary last, CompareSummary summary, Instant now) {
    Optional<String> trouble = summary.trouble();
    if (trouble.isPresent() && !trouble.equals(last.trouble())) {
      log.add(now, EventKind.CHECK_UNKNOWN, "The comparison could not tell: " + trouble.orElse(""));
    }
    if (summary.last().isEmpty() || summary.last().equals(last.last())) {
      return;
    }
    LastCompare found = summary.last().get();
    boolean asBefore =
        last.trouble().isEmpty() && last.last().filter(it -> isSame(it, found)).isPresent();
    if (!asBefore) {
      log.add(
          now,
          found.isClean() ? EventKind.CHECK_CLEAN : EventKind.CHECK_DRIFT,
          found.isClean()
              ? String.format(Locale.ROOT, "The comparison of %,d keys was clean", found.keys())
              : String.format(
                  Locale.ROOT,
                  "The comparison of %,d keys found %,d missed, %,d different, %,d stale",
                  found.keys(),
                  found.missed(),
                  found.different(),
                  found.stale()));
    }
  }

  private static boolean isSame(LastCompare one, LastCompare other) {
    return one.missed() == other.missed()
        && one.different() == other.different()
        && one.stale() == other.stale();
  }
}
