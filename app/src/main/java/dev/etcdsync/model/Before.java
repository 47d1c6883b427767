package dev.etcdsync.model;

/** What a key held before a change. */
public sealed interface Before {
  /** It did not exist. */
  record Nothing() implements Before {}

  record Had(Value value) implements Before {}

  /** Nobody has asked, or etcd cannot tell any more: it has compacted the revision before. */
  record Unknown() implements Before {}

  /** What it weighs in memory, in bytes. */
  default int weight() {
    return switch (this) {
      case Had had -> had.value().size();
      case Nothing nothing -> 0;
      case Unknown unknown -> 0;
    };
  }
}
