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

  private record Due(long at, long number, Key key) {}

  void put(Key key, long at) {
    remove(key);
    Due due = new Due(at, added++, key);
    byKey.put(key, due);
    inOrder.add(due);
  }

  void putIfAbsent(Key key, long at) {
    if (!byKey.containsKey(key)) {
      put(key, at);
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
