package dev.etcdsync.kube;

import dev.etcdsync.model.Placement;

/** What {@link ScopeTable} says of a key. */
public sealed interface Decision {

  /**
   * It is settled.
   *
   * @param reason names the row of the table or the user's rule that decided
   */
  record Decided(Placement placement, String reason) implements Decision {}

  /**
   * It depends on the value: ask again with it.
   *
   * @param question what in the value decides, and how, in words
   * @param otherwise what holds if nothing in the value speaks for anything else
   */
  record ByValue(String question, Decided otherwise) implements Decision {}
}
