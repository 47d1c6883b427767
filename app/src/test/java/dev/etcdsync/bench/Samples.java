package dev.etcdsync.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** Medians and percentiles. */
final class Samples {
  private Samples() {}

  static double median(double... values) {
    return percentile(50, values);
  }

  static <T> double median(Collection<T> of, ToDoubleFunction<T> value) {
    return median(of.stream().mapToDouble(value).toArray());
  }

  static <T> double most(Collection<T> of, ToDoubleFunction<T> value) {
    return of.stream().mapToDouble(value).max().orElseThrow();
  }

  /** The smallest value that at least {@code percent} % of the values do not exceed. */
  static double percentile(double percent, double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }
}
