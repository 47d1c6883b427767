package dev.etcdsync.bootstrap;

/**
 * The primary has not said what its CA is, for a reason that comes with time: it is out of reach,
 * the token or its certificate has expired, or the right was taken away. What it said before may
 * still hold.
 */
final class PrimaryUnheard extends BootstrapFailure {
  private static final long serialVersionUID = 1;

  PrimaryUnheard(Reason reason, String sentence) {
    super(reason, sentence);
  }

  PrimaryUnheard(Reason reason, String sentence, Throwable cause) {
    super(reason, sentence, cause);
  }
}
