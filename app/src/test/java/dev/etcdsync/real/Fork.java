package dev.etcdsync.real;

/** Which of the build's processes for tests this is: what they share, they have to divide. */
public final class Fork {
  private Fork() {}

  /** The number that the build gives to this process, from 1 (root pom.xml, test.fork). */
  public static int number() {
    return Integer.getInteger("test.fork", 1);
  }
}
