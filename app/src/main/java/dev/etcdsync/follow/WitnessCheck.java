package dev.etcdsync.follow;

import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Witness;
import java.util.Optional;

/**
 * Checks that a reopened watch tells the history that the standby holds: it begins at the witness,
 * must deliver it first, and nothing else up to the checkpoint.
 */
final class WitnessCheck {
  private final Optional<Witness> witness;
  private final long checkpoint;
  private boolean met;

  /**
   * @param checkpoint the revision that the standby holds
   */
  WitnessCheck(Optional<Witness> witness, long checkpoint) {
    this.witness = witness;
    this.checkpoint = checkpoint;
    this.met = witness.isEmpty();
  }

  /** What a delivered revision means. */
  enum Meaning {
    /** It is part of what the standby holds. */
    HELD,
    /** It is new. */
    NEW,
    /** It does not belong to the history that the standby holds. */
    ANOTHER_HISTORY
  }

  Meaning meaning(Revision revision) {
    if (!met) {
      met = witness.filter(expected -> expected.isIn(revision)).isPresent();
      return met ? Meaning.HELD : Meaning.ANOTHER_HISTORY;
    }
    if (revision.number() > checkpoint) {
      return Meaning.NEW;
    }
    return witness.isPresent() && witness.get().last() ? Meaning.ANOTHER_HISTORY : Meaning.HELD;
  }

  /** Whether nothing that is still to come can disprove the history. */
  boolean isMet() {
    return met;
  }
}
