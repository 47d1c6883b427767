package dev.etcdsync.bootstrap;

/** A bearer token. It has no string form. */
final class Token {
  private final String text;

  Token(String text) {
    this.text = text;
  }

  /** The value of the header Authorization. */
  String header() {
    return "Bearer " + text;
  }

  @Override
  public String toString() {
    return "a token";
  }
}
