package dev.etcdsync.follow;

import dev.etcdsync.model.Finding;

/** Why following ended. */
public sealed interface FollowOutcome {
  /** Somebody asked to stop, or to connect anew. */
  record Stopped() implements FollowOutcome {}

  /**
   * What is missing can no longer be told by a watch: both sides have to be compared.
   *
   * @param reason one word for logs and metrics
   */
  record Resync(String reason) implements FollowOutcome {}

  /** A guard refuses what comes next; everything before it is applied. */
  record Refused(Finding finding) implements FollowOutcome {}
}
