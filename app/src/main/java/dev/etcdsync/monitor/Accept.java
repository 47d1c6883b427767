package dev.etcdsync.monitor;

import java.util.Locale;

/** Which of text and JSON a client wants (RFC 9110, 12.5.1). Text, unless it prefers JSON. */
final class Accept {
  private Accept() {}

  /**
   * Whether JSON is wanted.
   *
   * @param header as it came, however malformed
   */
  static boolean prefersJson(String header) {
    double json = 0;
    double text = 0;
    boolean jsonFirst = false;
    for (String range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      double quality = quality(parts);
      switch (parts[0].strip()) {
        case "application/json", "application/*" -> {
          jsonFirst |= text == 0;
          json = Math.max(json, quality);
        }
        case "text/plain", "text/html", "text/*" -> text = Math.max(text, quality);
        default -> {
          // Whatever else it takes decides nothing between the two.
        }
      }
    }
    return json > text || (json > 0 && json == text && jsonFirst);
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Math.clamp(Double.parseDouble(parameter.substring(2)), 0, 1);
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
