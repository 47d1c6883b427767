package dev.etcdsync.drift;

import dev.etcdsync.model.Key;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keys, and when each is due, in the clock's nanoseconds. Whoever asks for the next one asks often,
 * so that does not cost more where many wait. Owned by the engine's thread.
 */
final class DueKeys {
  private final Map<Key, Due> byKey = new HashMap<>();
  private final NavigableSet<Due> inOrder =
      new TreeSet<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
  private long added;

  /**
   * A key that waits.
   *
   * @param since when it came in, however often it was put off
   * @param number tells two apart that are due together
   */
  private record Due(long at, long since, long number, Key key) {}

  void put(Key key, long at, long now) {
    Due before = byKey.get(key);
    remove(key);
    Due due = new Due(at, before == null ? now : before.since(), added++, key);
    byKey.put(key, due);
    inOrder.add(due);
  }

  void putIfAbsent(Key key, long at, long now) {
    if (!byKey.containsKey(key)) {
      put(key, at, now);
    }
  }

  void remove(Key key) {
    Due due = byKey.remove(key);
    if (due != null) {
      inOrder.remove(due);
    }
  }

  void clear() {
    byKey.clear();
    inOrder.clear();
  }

  boolean contains(Key key) {
    return byKey.containsKey(key);
  }

  Optional<Long> at(Key key) {
    return Optional.ofNullable(byKey.get(key)).map(Due::at);
  }

  /** Since when the key waits, if it does. */
  Optional<Long> since(Key key) {
    return Optional.ofNullable(byKey.get(key)).map(Due::since);
  }

  int size() {
    return byKey.size();
  }

  Set<Key> keys() {
    return Set.copyOf(byKey.keySet());
  }

  /** When the first one is due; empty if there is none. */
  Optional<Long> next() {
    return inOrder.isEmpty() ? Optional.empty() : Optional.of(inOrder.first().at());
  }

  /** Those that are due by then, and at most so many; first those that are longest. */
  List<Key> by(long now, int most) {
    return inOrder.stream().takeWhile(due -> due.at() <= now).limit(most).map(Due::key).toList();
  }
}
