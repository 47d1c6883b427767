package dev.etcdsync.replicate;

import dev.etcdsync.follow.Proof;
import dev.etcdsync.model.Finding;

/** What the engine does next. */
sealed interface Phase {
  /** Connect both sides, claim or find the claim again, ask the guards. */
  record Connecting() implements Phase {}

  /**
   * Make both sides equal by comparing them.
   *
   * @param reason one word for logs and metrics
   */
  record Copying(String reason) implements Phase {}

  /**
   * Apply what the primary's watch tells.
   *
   * @param proof what the watch has to show first
   */
  record Following(Proof proof) implements Phase {}

  record Parked(Finding finding) implements Phase {}

  record Ended(Ending ending) implements Phase {}
}
