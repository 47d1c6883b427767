package dev.etcdsync.model;

/**
 * All keys from {@code from} (inclusive) to {@code end} (exclusive).
 *
 * @param end exclusive; the single byte 0 means "no upper end", as etcd has it
 */
public record KeyRange(Key from, Key end) {
  private static final Key UNBOUNDED = Key.of(new byte[] {0});

  public static KeyRange prefix(Key prefix) {
    return new KeyRange(prefix, prefix.prefixEnd());
  }

  public boolean contains(Key key) {
    return key.compareTo(from) >= 0 && (isUnbounded() || key.compareTo(end) < 0);
  }

  public boolean isUnbounded() {
    return end.equals(UNBOUNDED);
  }

  /** The part of this range from {@code key} on. */
  public KeyRange startingAt(Key key) {
    return new KeyRange(key, end);
  }
}
