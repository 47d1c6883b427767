package dev.etcdsync.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.view.JsonText;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is answered.
 *
 * @param status of HTTP
 * @param type the media type
 * @param text the body
 * @param headers further ones
 */
record Reply(int status, String type, String text, Map<String, String> headers) {
  static final int OK = 200;
  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int NOT_ALLOWED = 405;
  static final int ERROR = 500;
  static final int UNAVAILABLE = 503;

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json; charset=utf-8";

  Reply {
    headers = Map.copyOf(headers);
  }

  static Reply of(int status, String type, String text) {
    return new Reply(status, type, text, Map.of());
  }

  static Reply text(int status, String text) {
    return of(status, TEXT, text);
  }

  /** A sentence for people. */
  static Reply sentence(int status, String sentence) {
    return text(status, sentence + "\n");
  }

  static Reply json(int status, JsonNode node) {
    return of(status, JSON, JsonText.of(node) + "\n");
  }

  Reply with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Reply(status, type, text, more);
  }
}
