package dev.etcdsync.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Nearest {
  private Nearest() {}

  /** The candidate with the fewest edits to the word, if there are at most so many. */
  static Optional<String> to(String word, Collection<String> candidates, int mostEdits) {
    return candidates.stream()
        .filter(candidate -> edits(word, candidate) <= mostEdits)
        .min(Comparator.comparingInt(candidate -> edits(word, candidate)));
  }

  /** Insertions, deletions and replacements that make one word of the other (Levenshtein). */
  private static int edits(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
