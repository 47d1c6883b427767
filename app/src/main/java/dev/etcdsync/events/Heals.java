package dev.etcdsync.events;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts heals until they are told, many in one sentence. Any thread may call. */
final class Heals {
  private Map<String, Long> counts = new TreeMap<>();

  /**
   * @param was what the object had been before
   */
  synchronized void add(String was) {
    counts.merge(was, 1L, Long::sum);
  }

  /** What there is to tell since the last call, if anything. */
  synchronized Optional<News> take() {
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    String each =
        counts.entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", "));
    counts = new TreeMap<>();
    return Optional.of(
        new News(Reason.DRIFT_HEALED, "Written back as the primary has them: " + each));
  }
}
