package dev.etcdsync.bootstrap;

/**
 * It cannot go on. The message is a full sentence for people, with what to do; it holds no secret.
 */
public sealed class BootstrapFailure extends RuntimeException permits PrimaryUnheard {
  private static final long serialVersionUID = 1;

  /** What kind of thing stands in the way. */
  public enum Reason {
    /** One of the two apiservers does not answer, or not as one. */
    NO_ANSWER,
    /** One of them does not let us, or is not the one that it should be. */
    REFUSED,
    /** Something is not there, or cannot be used, that somebody has to provide. */
    MISSING,
    /** cert-manager has not issued the certificate in time. */
    TIMED_OUT
  }

  private final Reason reason;

  BootstrapFailure(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  BootstrapFailure(Reason reason, String sentence, Throwable cause) {
    super(sentence, cause);
    this.reason = reason;
  }

  public final Reason reason() {
    return reason;
  }

  /** The sentence. */
  public final String sentence() {
    return String.valueOf(getMessage());
  }
}
