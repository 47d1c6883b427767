package dev.etcdsync.config;

/**
 * Something that a person has given cannot be used. The message is a full sentence for that person:
 * it begins with the option, variable or file key, and says what to do. It holds no secret.
 */
public final class BadInput extends RuntimeException {
  public BadInput(String sentence) {
    super(sentence);
  }

  /** The sentence. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
