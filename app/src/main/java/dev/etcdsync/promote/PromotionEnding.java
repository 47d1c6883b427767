package dev.etcdsync.promote;

/** How a promotion ended. */
public sealed interface PromotionEnding {
  /** It is done, now or before; or, of a dry run, it could be. */
  record Done() implements PromotionEnding {}

  /**
   * It stopped before a step that must not be done.
   *
   * @param sentence why, and what to do
   */
  record Refused(String sentence) implements PromotionEnding {}

  /** Another process has claimed the link. */
  record Deposed(String by) implements PromotionEnding {}
}
