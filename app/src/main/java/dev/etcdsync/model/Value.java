package dev.etcdsync.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A value of etcd. Its string form tells only its size: values may be Secrets, and nothing that
 * prints an object may print one (invariant 7). Immutable.
 */
public final class Value {
  private final byte[] bytes;

  private Value(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes {@code bytes} over without a copy; the caller must not change them afterwards. */
  public static Value wrap(byte[] bytes) {
    return new Value(bytes);
  }

  public static Value of(String text) {
    return new Value(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes themselves, not a copy; the caller must not change them. */
  public byte[] bytes() {
    return bytes;
  }

  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Value value && Arrays.equals(bytes, value.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
