package dev.etcdsync.kube;

import dev.etcdsync.model.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What holds for the keys of a folder, which is what their last segment is cut off from: nearly
 * always the name decides nothing, or only a few names do, and a million keys lie in some thousands
 * of folders. Any thread may ask.
 */
final class RulesByFolder<T> {
  /** Folders to remember; a cluster with more asks anew. */
  private static final int MOST = 50_000;

  /**
   * What holds in a folder.
   *
   * @param apart keys that begin so have to be looked at themselves
   * @param rule what holds for every other key with a printable name
   */
  record Folder<T>(List<Key> apart, T rule) {
    private Optional<T> of(Key key) {
      for (Key beginning : apart) {
        if (key.startsWith(beginning)) {
          return Optional.empty();
        }
      }
      return Optional.of(rule);
    }
  }

  private final Map<Key, Optional<Folder<T>>> known = new ConcurrentHashMap<>();
  private final Function<Key, Optional<Folder<T>>> rules;

  /**
   * @param rules what holds in a folder, whose key ends in a slash; empty if each name decides
   */
  RulesByFolder(Function<Key, Optional<Folder<T>>> rules) {
    this.rules = rules;
  }

  /** What holds for a key by its folder; empty if it has to be looked at itself. */
  Optional<T> of(Key key) {
    int name = key.lastSegment();
    if (name == key.length() || !key.isPrintableFrom(name)) {
      return Optional.empty();
    }
    Key folder = key.head(name);
    Optional<Folder<T>> found = known.get(folder);
    if (found == null) {
      if (known.size() >= MOST) {
        known.clear();
      }
      found = rules.apply(folder);
      known.put(folder, found);
    }
    return found.flatMap(it -> it.of(key));
  }
}
