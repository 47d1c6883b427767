package dev.etcdsync.surplus;

/** A restore file that cannot be used; the message says why, and what to do. */
public final class RestoreFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RestoreFileException(String message) {
    super(message);
  }

  RestoreFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
