package dev.etcdsync.kube;

/** A name that an object gives. Whoever may write the object chooses it. */
public final class GivenName {
  private static final int MOST_SHOWN = 128;

  private GivenName() {}

  /** Fit for a terminal: without control characters, and not endless. */
  public static String printable(String given) {
    String printable = given.replaceAll("\\p{C}", "?");
    return printable.length() <= MOST_SHOWN ? printable : printable.substring(0, MOST_SHOWN);
  }
}
