package dev.etcdsync.follow;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Side;
import java.util.Optional;
import java.util.stream.Stream;

/** Why following ended. */
public sealed interface FollowOutcome {
  /** Somebody asked to stop, or to connect anew. */
  record Stopped() implements FollowOutcome {}

  /**
   * What is missing can no longer be told by a watch: both sides have to be compared.
   *
   * @param reason for logs and metrics
   */
  record Resync(CopyReason reason) implements FollowOutcome {
    /** The side whose compaction is the reason, if one's is. */
    public Optional<Side> compacted() {
      return Stream.of(Side.values())
          .filter(side -> reason == CopyReason.compacted(side))
          .findFirst();
    }
  }

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
      return new Resync(CopyReason.compacted(side));
    }
    if (cause.failure() == Failure.ANSWER_TOO_LARGE) {
      return new Resync(CopyReason.historyTooLarge(side));
    }
    throw cause;
  }
}
