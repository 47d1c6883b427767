package dev.etcdsync.promote;

/** Hears how a promotion comes along. Called on its thread; must not block for long. */
public interface PromotionProgress {
  /**
   * Something was found or done.
   *
   * @param sentence for people; holds keys, never a value
   */
  void told(Step step, String sentence);
}
