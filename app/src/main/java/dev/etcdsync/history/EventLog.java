package dev.etcdsync.history;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last events, as many as people look through. Used under a lock of its owner. */
final class EventLog {
  /** Of at most {@link LinkEvent} length each. */
  static final int MOST = 100;

  private final Deque<LinkEvent> events = new ArrayDeque<>();

  void add(Instant time, EventKind kind, String sentence) {
    if (events.size() == MOST) {
      events.removeLast();
    }
    events.addFirst(new LinkEvent(time, kind, sentence));
  }

  /** The newest first. */
  List<LinkEvent> newestFirst() {
    return List.copyOf(events);
  }
}
