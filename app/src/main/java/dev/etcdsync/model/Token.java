package dev.etcdsync.model;

/** Names one finding exactly: another finding of the same guard has another token. Immutable. */
public final class Token {
  private final Digest digest;

  private Token(Digest digest) {
    this.digest = digest;
  }

  public static Token of(Guard guard) {
    return new Token(Digest.EMPTY.with(guard.label()));
  }

  public Token with(long number) {
    return new Token(digest.with(Long.toString(number)));
  }

  public Token with(Key key) {
    return new Token(digest.with(key.bytes()));
  }

  public Token with(String text) {
    return new Token(digest.with(text));
  }

  /** What an operator types. */
  public String text() {
    return digest.text();
  }
}
