package dev.etcdsync.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What the standby holds, as its own etcd records it beside the data.
 *
 * @param primaryCluster etcd's cluster id of the primary whose revisions these are
 * @param position which revision of the primary the standby's scope equals, if any
 * @param witness the last applied event
 * @param before the standby's mod revision before our first write (S0 of the design): whatever was
 *     not written since is the standby's own
 * @param seen the standby's mod revision up to which foreign creations are recorded; 0: none yet
 * @param blocked why following may not go on, if it needs a confirmation
 * @param time when this was written
 */
public record Checkpoint(
    long primaryCluster,
    Position position,
    Optional<Witness> witness,
    long before,
    long seen,
    Optional<Finding> blocked,
    Instant time) {

  /** What the checkpoint claims. */
  public sealed interface Position {
    /**
     * Nothing: a copy is under way.
     *
     * @param seen a revision that the primary has had; 0: none is known yet
     * @param since when the first copy began of those that have not come to their end
     */
    record Copying(long seen, Instant since) implements Position {}

    /** The standby's scope equals the primary's at {@code revision}. */
    record At(long revision) implements Position {}

    /**
     * Revision {@code next} is larger than a transaction can be: its first {@code applied} of
     * {@code total} changes stand on top of {@code revision}.
     */
    record Within(long revision, long next, int applied, int total) implements Position {}
  }

  public Checkpoint with(Position next, Instant now) {
    return new Checkpoint(primaryCluster, next, witness, before, seen, blocked, now);
  }

  public Checkpoint with(Optional<Witness> next) {
    return new Checkpoint(primaryCluster, position, next, before, seen, blocked, time);
  }

  public Checkpoint withSeen(long revision) {
    return new Checkpoint(primaryCluster, position, witness, before, revision, blocked, time);
  }

  public Checkpoint withBlocked(Optional<Finding> finding) {
    return new Checkpoint(primaryCluster, position, witness, before, seen, finding, time);
  }

  public Checkpoint at(Instant now) {
    return new Checkpoint(primaryCluster, position, witness, before, seen, blocked, now);
  }

  /** A copy begins, or goes on, and knows that the primary has had {@code seen}. */
  public Checkpoint copying(long seen, Instant now) {
    return with(new Position.Copying(seen, copyingSince().orElse(now)), now);
  }

  /** Since when the standby equals no revision, if a copy is under way. */
  public Optional<Instant> copyingSince() {
    return position instanceof Position.Copying copying
        ? Optional.of(copying.since())
        : Optional.empty();
  }

  /** A revision that the primary has had: with a lower one it is not the same any more. */
  public long known() {
    return switch (position) {
      case Position.Copying copying -> copying.seen();
      case Position.At at -> at.revision();
      case Position.Within within -> within.revision();
    };
  }

  /** The primary revision that is applied completely; 0 while copying. */
  public long revision() {
    return switch (position) {
      case Position.Copying copying -> 0;
      case Position.At at -> at.revision();
      case Position.Within within -> within.revision();
    };
  }
}
