package dev.etcdsync.kube;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Times as the apiserver writes them into JSON, {@code 2026-01-01T12:00:00Z} (Time.MarshalJSON in
 * {@code k8s.io/apimachinery/pkg/apis/meta/v1/time.go}). The JDK's parser would cost as much as all
 * the rest of the metadata.
 */
final class Rfc3339 {
  private static final String SHAPE = "0000-00-00T00:00:00Z";

  private Rfc3339() {}

  /** Empty if it is no time, or one of another form. */
  static Optional<Instant> parse(String text) {
    if (!hasShape(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.of(
                  number(text, 0, 4),
                  number(text, 5, 7),
                  number(text, 8, 10),
                  number(text, 11, 13),
                  number(text, 14, 16),
                  number(text, 17, 19))
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean hasShape(String text) {
    if (text.length() != SHAPE.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char wanted = SHAPE.charAt(i);
      char given = text.charAt(i);
      if (wanted == '0' ? given < '0' || given > '9' : given != wanted) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}
