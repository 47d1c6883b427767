package dev.etcdsync.model;

/** What one revision did to one key. */
public sealed interface Change {
  Key key();

  Before before();

  /** The key was created or overwritten. */
  record Put(KeyValue entry, Before before) implements Change {
    /** A put that does not say what it overwrote. */
    public Put(KeyValue entry) {
      this(entry, isCreation(entry) ? new Before.Nothing() : new Before.Unknown());
    }

    @Override
    public Key key() {
      return entry.key();
    }

    /** Whether this put made a key that did not exist. */
    public boolean isCreation() {
      return isCreation(entry);
    }

    private static boolean isCreation(KeyValue entry) {
      return entry.createRevision() == entry.modRevision();
    }
  }

  /** The key was deleted, or its etcd lease ran out. */
  record Delete(Key key, Before before) implements Change {
    /** A deletion that does not say what it took away. */
    public Delete(Key key) {
      this(key, new Before.Unknown());
    }
  }

  /** The same change, on top of what the key held before an earlier one. */
  default Change after(Change earlier) {
    return switch (this) {
      case Put put -> new Put(put.entry(), earlier.before());
      case Delete delete -> new Delete(delete.key(), earlier.before());
    };
  }

  /** What the change weighs in a request, in bytes, without the request's own framing. */
  default int size() {
    return switch (this) {
      case Put put -> put.entry().size();
      case Delete delete -> delete.key().length();
    };
  }

  /** What the change weighs in memory, in bytes. */
  default int weight() {
    return size() + before().weight();
  }
}
