package dev.etcdsync.model;

import java.time.Instant;
import java.util.Optional;

/** In what a standby was short of being at one revision of the primary's when its link ended. */
public sealed interface Shortfall {
  /**
   * A copy was under way, which never ends now: the standby equals no revision.
   *
   * @param since when the standby stopped to equal one
   */
  record Copying(Instant since) implements Shortfall {}

  /** Of {@code revision}, the first {@code applied} of {@code total} changes are there. */
  record Part(long revision, int applied, int total) implements Shortfall {}

  /** What such a standby is short of; empty if it is at one revision. */
  static Optional<Shortfall> of(Checkpoint checkpoint) {
    return switch (checkpoint.position()) {
      case Checkpoint.Position.Copying copying -> Optional.of(new Copying(copying.since()));
      case Checkpoint.Position.At at -> Optional.empty();
      case Checkpoint.Position.Within within ->
          Optional.of(new Part(within.next(), within.applied(), within.total()));
    };
  }

  /** What it means, for people; a clause without an end. */
  default String sentence() {
    return switch (this) {
      case Copying copying ->
          "a copy is under way since %s, and until its end the standby equals no revision: objects of"
                  .formatted(copying.since())
              + " the primary may be missing or old beside others that are new, and what the primary"
              + " has deleted may still be there";
      case Part part ->
          "of the %d changes of revision %d only the first %d are there"
              .formatted(part.total(), part.revision(), part.applied());
    };
  }
}
