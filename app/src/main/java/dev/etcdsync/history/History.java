package dev.etcdsync.history;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.view.Ages;
import dev.etcdsync.view.LinkReading;
import dev.etcdsync.view.Published;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What a replica has seen of a link since it began to look. Any thread may call. */
public final class History {
  private final Ages ages;
  private final Instant began;
  private final LagSeries lag = new LagSeries();
  private final EventLog events = new EventLog();
  private final Changes changes;

  /**
   * @param ages how old the leader's word may be before it counts as silent
   */
  public History(Ages ages, Instant began) {
    this.ages = ages;
    this.began = began;
    this.changes = new Changes(ages, events);
  }

  /** Takes what came of a look. */
  public synchronized void note(LinkReading reading, Instant now) {
    switch (reading) {
      case LinkReading.Known known -> {
        Published published = known.published();
        lag.note(now, revisions(published, now), seconds(published, now));
        changes.known(published, now);
      }
      case LinkReading.Nothing _ -> {
        lag.note(now, OptionalLong.empty(), OptionalDouble.empty());
        changes.nothing(now);
      }
      case LinkReading.Unreadable unreadable -> {
        lag.note(now, OptionalLong.empty(), OptionalDouble.empty());
        changes.unreadable(unreadable.sentence(), now);
      }
      case LinkReading.Unanswered silent -> {
        lag.note(now, OptionalLong.empty(), OptionalDouble.empty());
        changes.silent(silent.sentence(), now);
      }
    }
  }

  private OptionalLong revisions(Published published, Instant now) {
    LinkStatus status = published.status();
    boolean old = status.time().plus(ages.confirmed()).isBefore(now);
    return status.phase() == LinkPhase.FOLLOWING
            && !old
            && canBeTold(status, now)
            && !published.hasEnded()
        ? OptionalLong.of(Math.max(0, status.primaryRevision() - status.revision()))
        : OptionalLong.empty();
  }

  private static OptionalDouble seconds(Published published, Instant now) {
    return published.hasEnded() || !canBeTold(published.status(), now)
        ? OptionalDouble.empty()
        : published
            .status()
            .confirmed()
            .map(moment -> OptionalDouble.of(age(moment, now)))
            .orElseGet(OptionalDouble::empty);
  }

  /** Of what a clock has told that is ahead nobody knows how old it is. */
  private static boolean canBeTold(LinkStatus status, Instant now) {
    return status.clock(now).ahead().isEmpty();
  }

  private static double age(Instant moment, Instant now) {
    return Math.max(0, Duration.between(moment, now).toMillis()) / 1000.0;
  }

  /** For machines and the page; the schema is in docs/operations.md. */
  public synchronized ObjectNode json(Instant now) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("began", began.toString());
    ObjectNode series = node.putObject("lag").put("stepSeconds", LagSeries.STEP.toSeconds());
    var revisions = series.putArray("revisions");
    var seconds = series.putArray("seconds");
    for (int point = 0; point < lag.size(); point++) {
      lag.revisions(point).ifPresentOrElse(revisions::add, revisions::addNull);
      lag.seconds(point).ifPresentOrElse(seconds::add, seconds::addNull);
    }
    if (lag.size() > 0) {
      series.put("from", lag.time(0).toString());
    }
    var listed = node.putArray("events");
    for (LinkEvent event : events.newestFirst()) {
      listed
          .addObject()
          .put("time", event.time().toString())
          .put("ageSeconds", age(event.time(), now))
          .put("kind", event.kind().label())
          .put("tone", event.kind().tone())
          .put("sentence", event.sentence());
    }
    return node;
  }
}
