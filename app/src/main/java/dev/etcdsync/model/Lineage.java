package dev.etcdsync.model;

import java.util.List;

/** Which objects have to stand on the standby before another one may be written. */
public sealed interface Lineage {
  /**
   * As the object says itself.
   *
   * @param uid what others know it by; empty if nobody can refer to it
   * @param after the uids of the objects that it needs: its owners, without which the garbage
   *     collector deletes it, and what it would be released for
   */
  record Known(String uid, List<String> after) implements Lineage {
    public Known {
      after = List.copyOf(after);
    }
  }

  /** It is an object, but its value cannot be read: its owners are not known. */
  record Unreadable() implements Lineage {}
}
