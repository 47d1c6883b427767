package dev.etcdsync.view;

import java.time.Instant;

/** What came of looking at a link in the standby's etcd. */
public sealed interface LinkReading {
  /** When it was looked: what is told is never newer than this. */
  Instant time();

  /** The leader has published something. */
  record Known(Published published, Instant time) implements LinkReading {}

  /** Nothing has ever run for the link. */
  record Nothing(Instant time) implements LinkReading {}

  /**
   * The standby answers, and what stands there cannot be read: another version wrote it.
   *
   * @param sentence which, and what to do
   */
  record Unreadable(String sentence, Instant time) implements LinkReading {}

  /**
   * The standby does not answer.
   *
   * @param sentence why
   */
  record Unanswered(String sentence, Instant time) implements LinkReading {}
}
