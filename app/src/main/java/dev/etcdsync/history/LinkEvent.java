package dev.etcdsync.history;

import java.time.Instant;

/**
 * Something that has happened to a link.
 *
 * @param time when it was noticed, which is up to a second after it was published
 * @param sentence for people
 */
record LinkEvent(Instant time, EventKind kind, String sentence) {
  /** A parked link's sentence is the longest that is worth keeping. */
  private static final int LONGEST = 800;

  LinkEvent {
    sentence = sentence.length() <= LONGEST ? sentence : sentence.substring(0, LONGEST) + "…";
  }
}
