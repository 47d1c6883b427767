package dev.etcdsync.history;

import dev.etcdsync.model.Finding;
import dev.etcdsync.model.LastCopy;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.view.Ages;
import dev.etcdsync.view.Published;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells from two looks what has happened between them. Used under a lock of its owner. */
final class Changes {
  private final Ages ages;
  private final EventLog log;
  private final DriftChanges drift;
  private Optional<Published> before = Optional.empty();
  private Optional<Instant> silentSince = Optional.empty();
  private Instant heardAt = Instant.EPOCH;
  private boolean begun;
  private boolean unreadable;
  private boolean leaderSilent;
  private boolean wasComplete;

  Changes(Ages ages, EventLog log) {
    this.ages = ages;
    this.log = log;
    this.drift = new DriftChanges(log);
  }

  /** Nothing has ever run for the link. */
  void nothing(Instant now) {
    begin("This replica began to look: nothing has run for this link yet", now);
    answers(now);
    readable(now);
    before = Optional.empty();
  }

  /** The standby's etcd gave no answer. */
  void silent(String why, Instant now) {
    begin("This replica began to look: " + why, now);
    if (silentSince.isEmpty()) {
      silentSince = Optional.of(now);
      log.add(now, EventKind.STANDBY_SILENT, "Nothing can be read: " + why);
    }
  }

  /** The standby's etcd answers with what this version cannot read. */
  void unreadable(String why, Instant now) {
    begin("This replica began to look: " + why, now);
    answers(now);
    if (!unreadable) {
      unreadable = true;
      log.add(now, EventKind.UNREADABLE, "Nothing can be read: " + why);
    }
  }

  private void readable(Instant now) {
    if (unreadable) {
      unreadable = false;
      log.add(now, EventKind.READABLE, "What the leader publishes can be read again");
    }
  }

  /** The leader has published this, now or earlier. */
  void known(Published published, Instant now) {
    LinkStatus status = published.status();
    begin(
        "This replica began to look: the link is %s, and %s leads"
            .formatted(status.phase().label(), status.holder()),
        now);
    answers(now);
    readable(now);
    before.ifPresent(last -> {
      leader(last.status(), status, now);
      phase(last.status(), status, now);
      drift.compare(last.status(), status, now);
      promotion(last.promotion(), published.promotion(), now);
      if (published.full() && !last.full()) {
        log.add(now, EventKind.STANDBY_FULL, "The standby's etcd refuses writes: NOSPACE alarm");
      }
    });
    heard(published, now);
    wasComplete |= status.revision() > 0;
    before = Optional.of(published);
  }

  private void begin(String sentence, Instant now) {
    if (!begun) {
      begun = true;
      log.add(now, EventKind.BEGAN, sentence);
    }
  }

  private void answers(Instant now) {
    silentSince.ifPresent(since ->
        log.add(
            now,
            EventKind.STANDBY_ANSWERS,
            "The standby's etcd can be read again, after %d s"
                .formatted(Duration.between(since, now).toSeconds())));
    silentSince = Optional.empty();
  }

  private void leader(LinkStatus last, LinkStatus status, Instant now) {
    if (last.epoch() == status.epoch()) {
      return;
    }
    log.add(
        now,
        EventKind.LEADER,
        last.holder().equals(status.holder())
            ? "%s has claimed the link again, epoch %d".formatted(status.holder(), status.epoch())
            : "%s leads, epoch %d; before it did %s"
                .formatted(status.holder(), status.epoch(), last.holder()));
  }

  /**
   * Tells of a copy that has begun, which may be done already.
   *
   * @return whether one has ended since the last look
   */
  private boolean copied(LinkStatus last, LinkStatus status, Instant now) {
    Optional<LastCopy> news =
        status
            .copy()
            .filter(copy -> !last.copy().map(LastCopy::began).equals(Optional.of(copy.began())));
    news.ifPresent(copy -> {
      String why = copy.reason().map(" (%s)"::formatted).orElse("");
      log.add(
          now,
          wasComplete ? EventKind.RESYNC : EventKind.COPY_STARTED,
          wasComplete
              ? "A resync began%s: both sides are compared, and what differs is written"
                  .formatted(why)
              : "A copy began" + why);
    });
    return last.phase() == LinkPhase.COPYING || news.filter(copy -> !copy.running()).isPresent();
  }

  private void phase(LinkStatus last, LinkStatus status, Instant now) {
    boolean copied = copied(last, status, now);
    parked(last, status, now);
    if (last.phase() == status.phase() && !copied) {
      interrupted(last, status, now);
      return;
    }
    switch (status.phase()) {
      case CONNECTING -> interrupted(last, status, now);
      case FOLLOWING ->
          log.add(
              now,
              copied ? EventKind.COPY_DONE : EventKind.FOLLOWING,
              (copied ? "The copy is done: the standby equals" : "The link follows, from")
                  + " revision "
                  + status.revision());
      case COPYING, PARKED, PROMOTING, PROMOTED -> {}
    }
  }

  private void interrupted(LinkStatus last, LinkStatus status, Instant now) {
    if (status.phase() == LinkPhase.CONNECTING
        && !(last.phase() == LinkPhase.CONNECTING && last.trouble().isPresent())) {
      status
          .trouble()
          .ifPresent(trouble ->
              log.add(now, EventKind.INTERRUPTED, "The link does not follow: " + trouble));
    }
  }

  private void parked(LinkStatus last, LinkStatus status, Instant now) {
    Optional<Finding> was = last.parked();
    Optional<Finding> is = status.parked();
    if (Finding.areSame(was, is)) {
      return;
    }
    is.ifPresentOrElse(
        finding ->
            log.add(
                now,
                EventKind.PARKED,
                "Parked by %s: %s".formatted(finding.guard().label(), finding.sentence())),
        () ->
            was.ifPresent(finding ->
                log.add(
                    now,
                    EventKind.RESUMED,
                    "It goes on; it was parked by " + finding.guard().label())));
  }

  private void promotion(Optional<Promotion> last, Optional<Promotion> promotion, Instant now) {
    if (last.map(Promotion::stage).equals(promotion.map(Promotion::stage))) {
      return;
    }
    log.add(
        now,
        EventKind.PROMOTION,
        promotion
            .map(it ->
                switch (it.stage()) {
                  case DRAINING -> "A promotion was begun by " + it.by();
                  case PLACING -> "The link has ended at revision " + it.revision();
                  case LIFTING -> "The promotion lifts the standby's revision";
                  case PROMOTED -> "The standby is promoted, and serves on its own";
                })
            .orElse("The promotion was taken back"));
  }

  /**
   * Whether the leader still says something; one that is done has nothing more to say. What its
   * clock tells may be ahead, so that nothing new has come counts, too.
   */
  private void heard(Published published, Instant now) {
    Instant said = published.status().time();
    if (before.filter(last -> last.status().time().equals(said)).isEmpty()) {
      heardAt = now;
    }
    Instant young = now.minus(ages.confirmed());
    boolean silent =
        published.promotion().isEmpty() && (said.isBefore(young) || heardAt.isBefore(young));
    if (silent && !leaderSilent) {
      log.add(
          now, EventKind.LEADER_SILENT, "Nobody publishes: the leader's last word is of " + said);
    } else if (leaderSilent && !silent) {
      log.add(now, EventKind.LEADER_HEARD, "The leader publishes again");
    }
    leaderSilent = silent;
  }
}
