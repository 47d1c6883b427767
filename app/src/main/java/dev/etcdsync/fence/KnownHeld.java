package dev.etcdsync.fence;

import dev.etcdsync.model.Key;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The objects of the primary that are held under the link's own keys, where the standby's apiserver
 * does not see them. Owned by the engine's thread.
 */
public final class KnownHeld {
  private final Set<Key> held;

  public KnownHeld(Collection<Key> held) {
    this.held = new HashSet<>(held);
  }

  public boolean contains(Key key) {
    return held.contains(key);
  }

  public int size() {
    return held.size();
  }

  void add(Key key) {
    held.add(key);
  }

  void remove(Key key) {
    held.remove(key);
  }

  /** The held keys that are not among these. */
  public List<Key> without(Collection<Key> wanted) {
    Set<Key> rest = new HashSet<>(held);
    wanted.forEach(rest::remove);
    return List.copyOf(rest);
  }
}
