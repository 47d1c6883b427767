package dev.etcdsync.fence;

/** A document of ours that this version cannot read. It is refused, never overwritten. */
public final class UnknownFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnknownFormatException(String message) {
    super(message);
  }

  UnknownFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
