package dev.etcdsync.replicate;

import dev.etcdsync.follow.Proof;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;

/** What the engine does next. */
sealed interface Phase {
  /** Connect both sides, claim or find the claim again, ask the guards. */
  record Connecting() implements Phase {}

  /**
   * Make both sides equal by comparing them.
   *
   * @param reason for logs and metrics
   * @param takesOver whether it may write over objects of the standby's own, as the first copy may:
   *     the guard over ownership has not looked at it yet
   * @param samePrimary whether the primary still is the one that the checkpoint speaks of, as far
   *     as can be told; if not, the operator has confirmed it
   */
  record Copying(CopyReason reason, boolean takesOver, boolean samePrimary) implements Phase {
    static Copying because(CopyReason reason) {
      return new Copying(reason, false, true);
    }

    /** Something comes into scope that never was. */
    static Copying takingOver(CopyReason reason) {
      return new Copying(reason, true, true);
    }

    /** From a primary that a guard has refused and the operator has confirmed. */
    static Copying fromAnother(Guard refused) {
      return new Copying(CopyReason.confirmed(refused), true, false);
    }
  }

  /**
   * Apply what the primary's watch tells.
   *
   * @param proof what the watch has to show first
   */
  record Following(Proof proof) implements Phase {}

  record Parked(Finding finding) implements Phase {}

  record Ended(Ending ending) implements Phase {}
}
