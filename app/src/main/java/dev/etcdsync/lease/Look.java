package dev.etcdsync.lease;

/** What a look at the Lease has shown. */
sealed interface Look {
  /** Nothing: the apiserver did not answer as it should. */
  record NoAnswer() implements Look {}

  /**
   * Somebody else holds it.
   *
   * @param renewed whether that one has been seen to renew it: a Lease outlives its holder, and
   *     names it for as long as nobody takes it
   */
  record Held(String by, boolean renewed) implements Look {}

  /** It may be taken: there is none, nobody holds it, or it is our own from an earlier life. */
  record Free() implements Look {}

  /** It may be taken, because its holder has not renewed it for as long as it lasts. */
  record Expired(String by) implements Look {}
}
