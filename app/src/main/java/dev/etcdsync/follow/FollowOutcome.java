package dev.etcdsync.follow;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Side;

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

  /** The event that would prove the primary's history is compacted; nothing was applied. */
  record WitnessCompacted() implements FollowOutcome {}

  /** A guard refuses what comes next; everything before it is applied. */
  record Refused(Finding finding) implements FollowOutcome {}

  /**
   * What the end of a watch means.
   *
   * @throws EtcdException the cause itself, if opening it again may help
   */
  static FollowOutcome broken(Side side, EtcdException cause) {
    if (cause.failure() == Failure.COMPACTED) {
      return new Resync(side + "-compacted");
    }
    if (cause.failure() == Failure.ANSWER_TOO_LARGE) {
      return new Resync(side + "-history-too-large");
    }
    throw cause;
  }
}
