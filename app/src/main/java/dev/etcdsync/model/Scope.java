package dev.etcdsync.model;

import java.util.List;

/** The keys that are replicated. Immutable; any thread may ask. */
public interface Scope {
  /** Where in-scope keys lie: what is listed and watched. */
  KeyRange range();

  boolean contains(Key key);

  /**
   * All that decides, as text: two scopes of the same description hold the same keys. It is kept in
   * the standby's etcd, so that a later scope can be told from this one.
   */
  String description();

  /** What a revision changed in scope; the same object if that is all of it. */
  default Revision within(Revision revision) {
    List<Change> changes =
        revision.changes().stream().filter(change -> contains(change.key())).toList();
    return changes.size() == revision.changes().size()
        ? revision
        : new Revision(revision.number(), changes);
  }
}
