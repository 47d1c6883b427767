package dev.etcdsync.real;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** A value, or for a long one outside the program's own keys its digest: enough to compare. */
public record Value(int length, String content) {
  private static final int WHOLE = 256;

  static Value of(String key, String base64) {
    return of(key, Base64.getDecoder().decode(base64));
  }

  static Value of(String key, byte[] bytes) {
    return bytes.length <= WHOLE || key.startsWith("/etcd-sync/")
        ? new Value(bytes.length, new String(bytes, StandardCharsets.ISO_8859_1))
        : new Value(bytes.length, digest(bytes));
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return length + " bytes «" + Text.shorten(Text.show(content), 24) + "»";
  }
}
