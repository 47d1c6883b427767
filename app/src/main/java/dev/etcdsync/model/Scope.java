package dev.etcdsync.model;

import java.util.List;
import java.util.Optional;

/** What is replicated, to where, and after what. Immutable; any thread may ask. */
public interface Scope {
  /** Where in-scope keys lie: what is listed and watched. */
  KeyRange range();

  /** Where a key belongs; empty if its value decides. */
  Optional<Placement> placement(Key key);

  /** Where a key belongs with this value. */
  Placement placement(Key key, Value value);

  /** What an object needs to stand before it. */
  Lineage lineage(Key key, Value value);

  /** Whom an object names as its owners; empty if that cannot be read. */
  Optional<List<Owner>> owners(Key key, Value value);

  /**
   * The same objects as {@link #lineage} tells, with where they may be; none if that cannot be
   * read.
   */
  List<Owner> needs(Key key, Value value);

  /** How the standby's value of an object departs from the primary's, which is another one. */
  Departure departure(Value onPrimary, Value onStandby);

  /** What a value is encrypted with; empty if it is not, or is no object's. */
  Optional<Encryption> encryption(Key key, Value value);

  /** Whether a key may be replicated. If not, it is out whatever its value. */
  default boolean contains(Key key) {
    return placement(key).filter(placement -> placement == Placement.OUT).isEmpty();
  }

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
