package dev.etcdsync.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.view.JsonText;
import java.io.Writer;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is answered.
 *
 * @param status of HTTP
 * @param type the media type
 * @param headers further ones
 */
record Reply(int status, String type, Body body, Map<String, String> headers) {
  static final int OK = 200;
  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int NOT_ALLOWED = 405;
  static final int LENGTH_REQUIRED = 411;
  static final int ERROR = 500;
  static final int UNAVAILABLE = 503;

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json; charset=utf-8";

  Reply {
    headers = Map.copyOf(headers);
  }

  /** What stands in it. */
  sealed interface Body {
    record Text(String text) implements Body {}

    /** Made as it is sent: it may be larger than memory. */
    record Written(Writing writing) implements Body {}
  }

  /** Writes a body; may be called again for another client. */
  interface Writing {
    void to(Writer out);
  }

  static Reply of(int status, String type, String text) {
    return new Reply(status, type, new Body.Text(text), Map.of());
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

  /** JSON that is written as it is sent. */
  static Reply json(int status, Writing writing) {
    return new Reply(status, JSON, new Body.Written(writing), Map.of());
  }

  Reply with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Reply(status, type, body, more);
  }
}
