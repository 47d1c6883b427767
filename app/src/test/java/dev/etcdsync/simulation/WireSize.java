package dev.etcdsync.simulation;

import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Txn;
import java.util.List;

/** The exact size of etcd's {@code TxnRequest} in protobuf, which is what its limit is about. */
final class WireSize {
  /** The request's id and header in the raft log, which etcd counts, too. */
  private static final int ENVELOPE = 24;

  private WireSize() {}

  static int of(Txn txn) {
    int size = ENVELOPE;
    for (Compare compare : txn.compares()) {
      // target, key, mod_revision
      size += nested(2 + bytes(compare.key().length()) + 1 + varint(compare.modRevision()));
    }
    return size + of(txn.then()) + of(txn.otherwise());
  }

  private static int of(List<Op> ops) {
    int size = 0;
    for (Op op : ops) {
      size += nested(nested(content(op)));
    }
    return size;
  }

  private static int content(Op op) {
    return switch (op) {
      case Op.Put put -> bytes(put.key().length()) + bytes(put.value().size());
      case Op.Delete delete -> bytes(delete.key().length());
      case Op.Get get -> bytes(get.key().length());
    };
  }

  /** A field of type bytes; an empty one is not written. */
  private static int bytes(int length) {
    return length == 0 ? 0 : nested(length);
  }

  private static int nested(int length) {
    return 1 + varint(length) + length;
  }

  private static int varint(long value) {
    int size = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }
}
