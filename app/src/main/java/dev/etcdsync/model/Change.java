package dev.etcdsync.model;

/** What one revision did to one key. */
public sealed interface Change {
  Key key();

  /** The key was created or overwritten. */
  record Put(KeyValue entry) implements Change {
    @Override
    public Key key() {
      return entry.key();
    }

    /** Whether this put made a key that did not exist. */
    public boolean isCreation() {
      return entry.createRevision() == entry.modRevision();
    }
  }

  /** The key was deleted, or its etcd lease ran out. */
  record Delete(Key key) implements Change {}

  /** What the change weighs in a request, in bytes, without the request's own framing. */
  default int size() {
    return switch (this) {
      case Put put -> put.entry().size();
      case Delete delete -> delete.key().length();
    };
  }
}
