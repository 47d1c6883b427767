package dev.etcdsync.kube;

import dev.etcdsync.model.Key;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What holds for all keys of a folder, which is what their last segment is cut off from: nearly
 * always the name decides nothing, and a million keys lie in some thousands of folders. Any thread
 * may ask.
 */
final class RulesByFolder<T> {
  /** Folders to remember; a cluster with more asks anew. */
  private static final int MOST = 50_000;

  private final Map<Key, Optional<T>> known = new ConcurrentHashMap<>();
  private final Function<Key, Optional<T>> rule;

  /**
   * @param rule what holds for every printable name in a folder, whose key ends in a slash; empty
   *     if it depends on the name
   */
  RulesByFolder(Function<Key, Optional<T>> rule) {
    this.rule = rule;
  }

  /** What holds for a key by its folder; empty if it has to be looked at itself. */
  Optional<T> of(Key key) {
    int name = key.lastSegment();
    if (name == key.length() || !key.isPrintableFrom(name)) {
      return Optional.empty();
    }
    Key folder = key.head(name);
    Optional<T> found = known.get(folder);
    if (found == null) {
      if (known.size() >= MOST) {
        known.clear();
      }
      found = rule.apply(folder);
      known.put(folder, found);
    }
    return found;
  }
}
