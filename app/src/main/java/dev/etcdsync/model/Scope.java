package dev.etcdsync.model;

import java.util.List;

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

  /** What a revision changed in scope; the same object if that is all of it. */
  public Revision within(Revision revision) {
    List<Change> changes =
        revision.changes().stream().filter(change -> contains(change.key())).toList();
    return changes.size() == revision.changes().size()
        ? revision
        : new Revision(revision.number(), changes);
  }
}
