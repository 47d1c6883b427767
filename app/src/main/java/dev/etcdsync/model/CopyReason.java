package dev.etcdsync.model;

/**
 * Why a copy begins. Its word stands in logs, metrics, Events and the status, and never changes.
 */
public enum CopyReason {
  /** The link has never been copied. */
  FIRST("first"),
  /** The last copy was interrupted. */
  UNFINISHED("unfinished"),
  /** Another scope than the last copy's is wanted. */
  SCOPE_CHANGED("scope-changed"),
  PRIMARY_COMPACTED("primary-compacted"),
  STANDBY_COMPACTED("standby-compacted"),
  /** What happened on a side is more than fits into one message. */
  PRIMARY_HISTORY_TOO_LARGE("primary-history-too-large"),
  STANDBY_HISTORY_TOO_LARGE("standby-history-too-large"),
  /** Others have changed more of the standby than is healed key by key. */
  DRIFT("drift"),
  CONFIRMED_IDENTITY(Guard.IDENTITY),
  CONFIRMED_PRIMARY_BEHIND(Guard.PRIMARY_BEHIND),
  CONFIRMED_MASS_DELETION(Guard.MASS_DELETION),
  CONFIRMED_ENCRYPTION(Guard.ENCRYPTION),
  CONFIRMED_OWNERSHIP(Guard.OWNERSHIP);

  private final String word;

  CopyReason(String word) {
    this.word = word;
  }

  CopyReason(Guard confirmed) {
    this(confirming(confirmed));
  }

  private static String confirming(Guard guard) {
    return "confirmed-" + guard.label();
  }

  /** The watch of that side cannot tell any more what happened. */
  public static CopyReason compacted(Side side) {
    return switch (side) {
      case PRIMARY -> PRIMARY_COMPACTED;
      case STANDBY -> STANDBY_COMPACTED;
    };
  }

  /** The watch of that side would have to tell too much at once. */
  public static CopyReason historyTooLarge(Side side) {
    return switch (side) {
      case PRIMARY -> PRIMARY_HISTORY_TOO_LARGE;
      case STANDBY -> STANDBY_HISTORY_TOO_LARGE;
    };
  }

  /**
   * The operator has confirmed what that guard found.
   *
   * @throws IllegalArgumentException if its findings cannot be confirmed
   */
  public static CopyReason confirmed(Guard guard) {
    for (CopyReason reason : values()) {
      if (reason.word.equals(confirming(guard))) {
        return reason;
      }
    }
    throw new IllegalArgumentException("What " + guard.label() + " finds cannot be confirmed");
  }

  /** As it is written everywhere. */
  @Override
  public String toString() {
    return word;
  }
}
