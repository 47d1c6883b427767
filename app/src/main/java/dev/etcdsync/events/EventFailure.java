package dev.etcdsync.events;

/** An apiserver has not taken an Event. */
final class EventFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY = 429;
  private static final int OF_THE_SERVER = 500;

  private final int code;

  /**
   * @param clause what is the matter and what to do, beginning with "it"; no secret
   * @param code of HTTP; 0 if there was no answer
   */
  EventFailure(String clause, int code, Throwable cause) {
    super(clause, cause);
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Whether what was asked for is not there. */
  boolean isGone() {
    return code == NOT_FOUND;
  }

  /** Whether it may be over soon by itself. */
  boolean mayPass() {
    return code == 0 || code == TOO_MANY || code >= OF_THE_SERVER;
  }
}
