package dev.etcdsync.fence;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Op;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The local surplus that is recorded in the standby's etcd: keys that were never the primary's, and
 * that nothing of ours may touch. Owned by the engine's thread.
 */
public final class KnownSurplus {
  private final LinkKeys keys;
  private final Documents documents;
  private final Set<Key> recorded;

  public KnownSurplus(LinkKeys keys, Documents documents, Collection<Key> recorded) {
    this.keys = keys;
    this.documents = documents;
    this.recorded = new HashSet<>(recorded);
  }

  public boolean contains(Key key) {
    return recorded.contains(key);
  }

  /** The operation that records a key; {@link #add} it once that is committed. */
  public Op recording(Key key, long createRevision) {
    return new Op.Put(keys.surplus(key), documents.writeSurplus(createRevision));
  }

  /**
   * The operation that belongs into the transaction that replicates or deletes {@code key}, if it
   * is recorded; {@link #remove} it once that is committed.
   */
  public Optional<Op> forgetting(Key key) {
    return recorded.contains(key)
        ? Optional.of(new Op.Delete(keys.surplus(key)))
        : Optional.empty();
  }

  public void add(Key key) {
    recorded.add(key);
  }

  public void remove(Key key) {
    recorded.remove(key);
  }

  /** The recorded keys that are not among these. */
  public List<Key> without(Collection<Key> present) {
    Set<Key> rest = new HashSet<>(recorded);
    present.forEach(rest::remove);
    return List.copyOf(rest);
  }
}
