package dev.etcdsync.follow;

import java.util.ArrayDeque;
import java.util.Deque;

/** Remembers when what waits to be applied was heard. Owned by the engine's thread. */
final class Arrivals {
  private final Deque<Group> groups = new ArrayDeque<>();

  /** Revisions that were taken together. */
  private static final class Group {
    private final long heard;
    private int left;

    Group(long heard, int left) {
      this.heard = heard;
      this.left = left;
    }
  }

  /** So many revisions more have been heard at this moment, by the clock's nanoseconds. */
  void heard(int revisions, long nanos) {
    if (revisions > 0) {
      groups.addLast(new Group(nanos, revisions));
    }
  }

  /** When the oldest was heard that waits still; {@code now} if nothing waits. */
  long oldest(long now) {
    return groups.isEmpty() ? now : groups.getFirst().heard;
  }

  /** The oldest so many wait no longer. */
  void applied(int revisions) {
    int left = revisions;
    while (left > 0 && !groups.isEmpty()) {
      Group first = groups.getFirst();
      int taken = Math.min(left, first.left);
      first.left -= taken;
      left -= taken;
      if (first.left == 0) {
        groups.removeFirst();
      }
    }
  }
}
