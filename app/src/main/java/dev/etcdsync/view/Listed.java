package dev.etcdsync.view;

/**
 * How many keys of each sort a text names.
 *
 * @param most so many
 * @param hint how to get the others, to be read after their number; empty if all are named
 */
public record Listed(int most, String hint) {

  /** All of them. */
  public static Listed all() {
    return new Listed(Integer.MAX_VALUE, "");
  }
}
