package dev.etcdsync.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A key of etcd: any bytes, ordered as etcd orders them (unsigned, byte by byte). Immutable. */
public final class Key implements Comparable<Key> {
  private final byte[] bytes;

  /** Computed when first asked for, as {@link String} does it; 0 until then. */
  private int hash;

  private Key(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Key of(String text) {
    return new Key(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Copies {@code bytes}. */
  public static Key of(byte[] bytes) {
    return new Key(bytes.clone());
  }

  /** Copies {@code length} bytes of {@code source} from {@code offset}. */
  public static Key of(byte[] source, int offset, int length) {
    return new Key(Arrays.copyOfRange(source, offset, offset + length));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  /** Writes the bytes into {@code target} at {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  public boolean startsWith(Key prefix) {
    return bytes.length >= prefix.bytes.length
        && Arrays.equals(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
  }

  /** The key made of these bytes and then those of {@code rest}. */
  public Key append(Key rest) {
    byte[] joined = Arrays.copyOf(bytes, bytes.length + rest.bytes.length);
    System.arraycopy(rest.bytes, 0, joined, bytes.length, rest.bytes.length);
    return new Key(joined);
  }

  public Key append(String rest) {
    return append(Key.of(rest));
  }

  /** What is left after {@code prefix}, which this key must start with. */
  public Key without(Key prefix) {
    if (!startsWith(prefix)) {
      throw new IllegalArgumentException(this + " does not start with " + prefix);
    }
    return new Key(Arrays.copyOfRange(bytes, prefix.bytes.length, bytes.length));
  }

  /** The first {@code length} bytes. */
  public Key head(int length) {
    return new Key(Arrays.copyOf(bytes, length));
  }

  /** Where the bytes behind the last slash begin; 0 if there is no slash. */
  public int lastSegment() {
    int start = bytes.length;
    while (start > 0 && bytes[start - 1] != '/') {
      start--;
    }
    return start;
  }

  /** Whether all bytes from {@code start} on are printable ASCII, the space aside. */
  public boolean isPrintableFrom(int start) {
    for (int i = start; i < bytes.length; i++) {
      if (!isPrintable(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(byte b) {
    return b > 0x20 && b < 0x7f;
  }

  /** The smallest key greater than this one. */
  public Key next() {
    return new Key(Arrays.copyOf(bytes, bytes.length + 1));
  }

  /**
   * The smallest key greater than every key that starts with this one. A key of only 0xff bytes has
   * none; etcd writes "no upper end" as the single byte 0.
   */
  public Key prefixEnd() {
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] != (byte) 0xff) {
        byte[] end = Arrays.copyOf(bytes, i + 1);
        end[i]++;
        return new Key(end);
      }
    }
    return new Key(new byte[] {0});
  }

  @Override
  public int compareTo(Key other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = Arrays.hashCode(bytes);
    }
    return hash;
  }

  /** Printable text as it is; anything else, and the backslash, as {@code \xNN}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      if (isPrintable(b) && b != '\\') {
        text.append((char) b);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return text.toString();
  }
}
