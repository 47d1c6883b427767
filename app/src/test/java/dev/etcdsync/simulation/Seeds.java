package dev.etcdsync.simulation;

import java.util.function.LongConsumer;

/**
 * Runs a property for many seeds. {@code -Dsimulation.seed=N} runs one seed again, as a failure
 * says; {@code -Dsimulation.factor=N} runs N times as many, from a random one on.
 */
public final class Seeds {
  private Seeds() {}

  /** Whether all seeds are run, so that together they must have met what chance brings. */
  public static boolean all() {
    return Long.getLong("simulation.seed") == null;
  }

  /** Runs the property for the first {@code count} seeds. */
  public static void forEach(int count, LongConsumer property) {
    Long only = Long.getLong("simulation.seed");
    if (only != null) {
      property.accept(only);
      return;
    }
    int factor = Integer.getInteger("simulation.factor", 1);
    long first = factor == 1 ? 1 : System.nanoTime() & 0xffff_ffffL;
    for (long seed = first; seed < first + (long) count * factor; seed++) {
      try {
        property.accept(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "with seed %d (again: -Dsimulation.seed=%d): %s".formatted(seed, seed, e.getMessage()),
            e);
      }
    }
  }
}
