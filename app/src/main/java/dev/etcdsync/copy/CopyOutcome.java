package dev.etcdsync.copy;

import dev.etcdsync.model.Finding;

/** How a copy ended. */
public sealed interface CopyOutcome {
  /**
   * The standby equals the primary at {@code revision}, and its checkpoint says so.
   *
   * @param written keys that differed and were written
   * @param deleted stale keys that were deleted
   * @param local keys that only the standby has and that are its own
   * @param held objects that are held
   */
  record Finished(long revision, long written, long deleted, long local, long held)
      implements CopyOutcome {}

  /** A guard refuses what the copy would have to do next. */
  record Refused(Finding finding) implements CopyOutcome {}

  /** Somebody asked to stop. */
  record Stopped() implements CopyOutcome {}
}
