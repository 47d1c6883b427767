package dev.etcdsync.real;

/**
 * One change of a key as a watch told it: the revision, and the value, or null for a deletion.
 * Changes of one revision follow each other in the order of the watch.
 */
public record Change(long revision, String key, Value value) {
  public boolean deletion() {
    return value == null;
  }

  @Override
  public String toString() {
    return "@" + revision + " " + (deletion() ? "delete " : "put ") + Text.show(key);
  }
}
