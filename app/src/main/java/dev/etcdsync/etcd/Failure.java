package dev.etcdsync.etcd;

/** The classes of errors that the engine tells apart. */
public enum Failure {
  /** No answer in time: the call may or may not have been carried out, or still be. */
  TIMEOUT,
  /** No member to ask, no leader, a broken connection: as {@link #TIMEOUT}. */
  UNAVAILABLE,
  /** The server is overloaded and refused the call; nothing was written. */
  THROTTLED,
  /** The revision asked for is no longer kept. */
  COMPACTED,
  /** The revision asked for does not exist yet. */
  FUTURE_REVISION,
  /** The server's quota is used up; nothing was written. */
  NO_SPACE,
  /** The user may not do this, or user and password are wrong. */
  NO_PERMISSION,
  /** The request has more bytes or operations than the server takes; nothing was written. */
  TOO_LARGE,
  /** The answer is larger than what is taken at once here. */
  ANSWER_TOO_LARGE,
  /** The connection was closed by ourselves. */
  CLOSED,
  /** Anything else; a write may or may not have been carried out. */
  OTHER;

  /** Whether a write that failed so may have been carried out, or still be. */
  public boolean isAmbiguous() {
    return switch (this) {
      case TIMEOUT, UNAVAILABLE, CLOSED, OTHER -> true;
      case THROTTLED,
          COMPACTED,
          FUTURE_REVISION,
          NO_SPACE,
          NO_PERMISSION,
          TOO_LARGE,
          ANSWER_TOO_LARGE ->
          false;
    };
  }
}
