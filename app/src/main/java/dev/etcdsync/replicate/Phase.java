package dev.etcdsync.replicate;

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
   * @param proven whether the primary's history is known to be the checkpoint's
   */
  record Following(boolean proven) implements Phase {}

  record Parked(Finding finding) implements Phase {}

  record Ended(Ending ending) implements Phase {}
}
