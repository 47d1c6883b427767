package dev.etcdsync.real;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keys as strings of one character a byte, which sort as etcd sorts, and how to show them. */
public final class Text {
  private Text() {}

  static String fromBase64(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
  }

  /** A key for people: what is not printable is escaped. */
  public static String show(String key) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c >= ' ' && c < 127) {
        shown.append(c);
      } else {
        shown.append(String.format("\\x%02x", (int) c));
      }
    }
    return shown.toString();
  }

  public static String shorten(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
