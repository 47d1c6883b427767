package dev.etcdsync.view;

/**
 * How many keys of each sort a text names.
 *
 * @param most so many
 * @param hint how to get the others, to be read after their number; empty: there is no way
 */
public record Listed(int most, String hint) {

  /** All that the comparison has kept. */
  public static Listed all() {
    return new Listed(Integer.MAX_VALUE, "");
  }
}
