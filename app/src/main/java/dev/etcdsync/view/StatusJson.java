package dev.etcdsync.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.model.LinkStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * A link's status as JSON: the document that the leader published, and what follows from it now.
 * The schema is in docs/operations.md.
 */
final class StatusJson {
  private StatusJson() {}

  static ObjectNode tree(Published published, Ages ages, Instant now) {
    LinkStatus status = published.status();
    ObjectNode node = new Documents().tree(status);
    published
        .promotion()
        .ifPresent(promotion -> node.set("promotion", PromotionDocument.tree(promotion)));
    status
        .clock(now)
        .ahead()
        .ifPresentOrElse(
            ahead -> node.put("clockAheadSeconds", ahead.toMillis() / 1000.0),
            () -> ages(status, now, node));
    node.put("syncedAgeSeconds", ages.confirmed().toMillis() / 1000.0);
    node.put("synced", !published.hasEnded() && status.isSynced(ages.confirmed(), now));
    Failover failover = Promotable.judge(published, ages, now);
    node.put("safeToFailOver", failover.word());
    node.put("promotable", failover.whyNot().isEmpty());
    failover.whyNot().ifPresent(why -> node.put("whyNotPromotable", why));
    CopyEstimate.of(status)
        .ifPresent(estimate -> {
          node.put("copyKeysPerSecond", estimate.keysPerSecond());
          node.put("copySecondsLeft", estimate.secondsLeft(seconds(status.time(), now)));
        });
    published.copyingSince().ifPresent(since -> node.put("copyingSince", since.toString()));
    published
        .part()
        .ifPresent(part ->
            node.putObject("part")
                .put("revision", part.next())
                .put("applied", part.applied())
                .put("total", part.total()));
    node.put("standbyFull", published.full());
    published.versions().forEach(node.putArray("standbyVersions")::add);
    return node;
  }

  /** By a clock that is ahead they would be too low, and too low for as long as it is ahead. */
  private static void ages(LinkStatus status, Instant now, ObjectNode node) {
    node.put("ageSeconds", seconds(status.time(), now));
    status
        .confirmed()
        .ifPresent(confirmed -> node.put("confirmedAgeSeconds", seconds(confirmed, now)));
  }

  private static double seconds(Instant since, Instant now) {
    return Math.max(0, Duration.between(since, now).toMillis()) / 1000.0;
  }
}
