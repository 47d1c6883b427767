package dev.etcdsync.monitor;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the page for a request. Nothing but GET and HEAD is taken anywhere. */
final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  /** Whether this process lives is answered however many ask for something else. */
  static final String HEALTH = "/health/";

  private final Map<String, Page> pages;

  /**
   * @param pages by their path
   */
  Routes(Map<String, Page> pages) {
    this.pages = new TreeMap<>(pages);
  }

  Reply answer(String method, Request request) {
    if (!METHODS.contains(method)) {
      return Reply.sentence(
              Reply.NOT_ALLOWED, "Nothing can be changed here: only GET and HEAD are answered")
          .with("Allow", "GET, HEAD");
    }
    Page page = pages.get(request.path());
    if (page == null) {
      return Reply.sentence(
          Reply.NOT_FOUND, "Nothing is here; there are " + String.join(", ", pages.keySet()));
    }
    try {
      return page.answer(request);
    } catch (RuntimeException e) {
      LOG.error("unexpected error, this is a bug", e);
      return page.refusal(request, Reply.ERROR, "Unexpected error, this is a bug; see the log");
    }
  }

  /** Whether it must be answered whatever else is asked. */
  boolean isVital(String path) {
    return path.startsWith(HEALTH) && pages.containsKey(path);
  }

  /** Of whoever cannot be answered now, because so many ask. */
  Reply busy(Request request) {
    String sentence = "Too many ask at the same time; ask again soon";
    return Optional.ofNullable(pages.get(request.path()))
        .map(page -> page.refusal(request, Reply.UNAVAILABLE, sentence))
        .orElseGet(() -> Reply.sentence(Reply.UNAVAILABLE, sentence))
        .with(Waiting.AGAIN, "1");
  }

  /** The path as a metric may tell it: what is not here is one. */
  String known(String path) {
    return pages.containsKey(path) ? path : "other";
  }
}
