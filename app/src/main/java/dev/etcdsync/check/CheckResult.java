package dev.etcdsync.check;

import java.util.Optional;

/** What a comparison came to. */
public sealed interface CheckResult {
  /**
   * Both sides were compared.
   *
   * @param keys of the primary that were compared, those included that are held
   * @param held how many of them are held
   * @param unread those of them whose values were not read this time, if any
   */
  record Compared(Pair pair, long keys, long held, Difference difference, Optional<Unread> unread)
      implements CheckResult {}

  /**
   * Nobody has written to them since they were compared.
   *
   * @param since the primary's revision at which they were
   */
  record Unread(long keys, long since) {}

  /**
   * The standby is between two revisions of the primary, and stayed there: the first {@code
   * applied} of {@code total} changes of {@code next} are on top of {@code revision}. Not clean.
   */
  record InPart(long revision, long next, int applied, int total) implements CheckResult {}

  /**
   * It could not be told.
   *
   * @param sentence why, and what to do
   */
  record Unknown(String sentence) implements CheckResult {}

  /** Whether the standby is known to hold all that the primary has, as it is. */
  default boolean isClean() {
    return this instanceof Compared compared && compared.difference().isClean();
  }
}
