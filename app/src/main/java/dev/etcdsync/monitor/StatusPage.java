package dev.etcdsync.monitor;

import dev.etcdsync.model.Clock;
import dev.etcdsync.view.LinkReading;
import java.time.Duration;

/** {@code /status}: the link, looked at for whoever asks. */
final class StatusPage implements Page {
  static final String PATH = "/status";

  private static final int MOST_WAITING = 128;
  private static final int MOST_WRITING = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Looks looks;
  private final StatusDocument document;
  private final Clock clock;
  private final Waiting waiting = new Waiting(MOST_WAITING, MOST_WRITING, PATIENCE);

  StatusPage(Looks looks, StatusDocument document, Clock clock) {
    this.looks = looks;
    this.document = document;
    this.clock = clock;
  }

  @Override
  public Reply answer(Request request) {
    return waiting.answer(
        looks::get,
        look -> Reply.json(code(look), document.tree(look, clock.now())),
        (status, sentence) -> refusal(request, status, sentence));
  }

  @Override
  public Reply refusal(Request request, int status, String sentence) {
    return Reply.json(status, StatusDocument.refusal(sentence));
  }

  private static int code(Look look) {
    return switch (look.last()) {
      case LinkReading.Known _ -> Reply.OK;
      case LinkReading.Nothing _, LinkReading.Unreadable _, LinkReading.Unanswered _ ->
          Reply.UNAVAILABLE;
    };
  }
}
