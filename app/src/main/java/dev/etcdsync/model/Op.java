package dev.etcdsync.model;

/** One operation of a transaction. */
public sealed interface Op {
  Key key();

  record Put(Key key, Value value) implements Op {}

  record Delete(Key key) implements Op {}

  record Get(Key key) implements Op {}

  /**
   * What the operation weighs in a request, in bytes, its framing included. The framing (tags and
   * lengths of three nested messages) is at most 16 bytes for sizes that etcd accepts.
   */
  default int size() {
    return switch (this) {
      case Put put -> put.key().length() + put.value().size() + 16;
      case Delete delete -> delete.key().length() + 16;
      case Get get -> get.key().length() + 16;
    };
  }
}
