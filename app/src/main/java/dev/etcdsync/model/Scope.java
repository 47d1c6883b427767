package dev.etcdsync.model;

/**
 * The keys that are replicated: all of one range, but never those that etcd-sync keeps for itself,
 * wherever the range lies.
 *
 * @param range where in-scope keys lie
 * @param own the prefix of etcd-sync's own keys
 */
public record Scope(KeyRange range, Key own) {
  public boolean contains(Key key) {
    return range.contains(key) && !key.startsWith(own);
  }
}
