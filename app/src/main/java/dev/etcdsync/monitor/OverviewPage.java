package dev.etcdsync.monitor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.history.History;
import dev.etcdsync.model.Clock;
import dev.etcdsync.view.LinkReading;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /overview}: what the page for people shows, which is the status and the last hour. It is
 * answered at once from the last look, so that a page tells an etcd that does not answer from a
 * replica that does not.
 */
final class OverviewPage implements Page {
  static final String PATH = "/overview";

  private static final int VERSION = 1;
  private static final int MOST_WAITING = 256;
  private static final int MOST_WRITING = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Lookout lookout;
  private final History history;
  private final StatusDocument document;
  private final Clock clock;
  private final Waiting waiting = new Waiting(MOST_WAITING, MOST_WRITING, PATIENCE);

  OverviewPage(Lookout lookout, History history, StatusDocument document, Clock clock) {
    this.lookout = lookout;
    this.history = history;
    this.document = document;
    this.clock = clock;
  }

  @Override
  public Reply answer(Request request) {
    return waiting.answer(
        () -> CompletableFuture.completedFuture(lookout.last()),
        last -> {
          Instant now = clock.now();
          Look look = last.orElseGet(() -> notYet(now));
          ObjectNode node =
              JsonNodeFactory.instance
                  .objectNode()
                  .put("version", VERSION)
                  .put("time", now.toString());
          node.set("status", document.tree(look, now));
          node.set("history", history.json(now));
          return Reply.json(Reply.OK, node);
        },
        (status, sentence) -> refusal(request, status, sentence));
  }

  @Override
  public Reply refusal(Request request, int status, String sentence) {
    return Reply.json(status, StatusDocument.refusal(sentence));
  }

  private static Look notYet(Instant now) {
    return Look.first(new LinkReading.Unanswered("the standby's etcd has not answered yet", now));
  }
}
