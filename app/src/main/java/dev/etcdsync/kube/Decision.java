package dev.etcdsync.kube;

import dev.etcdsync.model.Placement;

/** What {@link ScopeTable} says of a key. */
public sealed interface Decision {

  /**
   * It is settled.
   *
   * @param reason names the row of the table or the user's rule that decided
   * @param sort the reason without the names of single objects, for those who count
   */
  record Decided(Placement placement, String reason, String sort) implements Decision {
    /** A reason that names no single object. */
    public Decided(Placement placement, String reason) {
      this(placement, reason, reason);
    }
  }

  /**
   * It depends on the value: ask again with it.
   *
   * @param question what in the value decides, and how, in words
   * @param otherwise what holds if nothing in the value speaks for anything else
   */
  record ByValue(String question, Decided otherwise) implements Decision {}
}
