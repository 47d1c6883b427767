package dev.etcdsync.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names one finding exactly: another finding of the same guard has another token. Immutable. */
public final class Token {
  private static final int SHOWN_BYTES = 8;

  private final byte[] digest;

  private Token(byte[] digest) {
    this.digest = digest;
  }

  public static Token of(Guard guard) {
    return new Token(hash(new byte[0], guard.label().getBytes(StandardCharsets.UTF_8)));
  }

  public Token with(long number) {
    return new Token(hash(digest, Long.toString(number).getBytes(StandardCharsets.UTF_8)));
  }

  public Token with(Key key) {
    return new Token(hash(digest, key.bytes()));
  }

  /** Short enough to be typed, long enough not to be guessed by accident. */
  public String text() {
    return HexFormat.of().formatHex(digest, 0, SHOWN_BYTES);
  }

  private static byte[] hash(byte[] before, byte[] more) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(before);
      sha.update(more);
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
