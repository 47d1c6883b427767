package dev.etcdsync.simulation;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.ScopeReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All keys with a prefix, less some kinds of objects.
 *
 * @param leftOut what stands behind the prefix in the keys that are not replicated
 */
record ScopeOfKinds(Key prefix, Set<String> leftOut) implements Scope {
  static ScopeReader reader(Key prefix) {
    return description ->
        Optional.of(
            new ScopeOfKinds(
                prefix,
                description.isEmpty()
                    ? Set.of()
                    : Set.copyOf(List.of(description.split(",", -1)))));
  }

  @Override
  public KeyRange range() {
    return KeyRange.prefix(prefix);
  }

  @Override
  public boolean contains(Key key) {
    return key.startsWith(prefix)
        && leftOut.stream().noneMatch(kind -> key.startsWith(prefix.append(kind + "/")));
  }

  @Override
  public String description() {
    return String.join(",", new TreeSet<>(leftOut));
  }
}
