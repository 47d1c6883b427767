package dev.etcdsync.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 over a sequence of parts, shortened where it is shown. Immutable. */
public final class Digest {
  public static final Digest EMPTY = new Digest(new byte[0]);

  /** Short enough to be typed, long enough not to be met by accident. */
  private static final int SHOWN_BYTES = 8;

  private final byte[] hash;

  private Digest(byte[] hash) {
    this.hash = hash;
  }

  public Digest with(byte[] part) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(hash);
      sha.update(part);
      return new Digest(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  public Digest with(String part) {
    return with(part.getBytes(StandardCharsets.UTF_8));
  }

  public String text() {
    return HexFormat.of().formatHex(hash, 0, SHOWN_BYTES);
  }
}
