package dev.etcdsync.etcd;

import com.google.protobuf.UnsafeByteOperations;
import dev.etcdsync.model.Before;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Value;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.util.ArrayList;
import java.util.List;

/** Between jetcd's types and the product's. */
final class Translation {
  private Translation() {}

  static ByteSequence bytes(Key key) {
    return wrap(key.bytes());
  }

  /** Without a copy: nobody changes the bytes of a key's copy or of a value. */
  private static ByteSequence wrap(byte[] bytes) {
    return ByteSequence.from(UnsafeByteOperations.unsafeWrap(bytes));
  }

  static Cmp compare(Compare compare) {
    return new Cmp(
        bytes(compare.key()), Cmp.Op.EQUAL, CmpTarget.modRevision(compare.modRevision()));
  }

  static io.etcd.jetcd.op.Op operation(Op op) {
    return switch (op) {
      case Op.Put put ->
          io.etcd.jetcd.op.Op.put(bytes(put.key()), wrap(put.value().bytes()), PutOption.DEFAULT);
      case Op.Delete delete ->
          io.etcd.jetcd.op.Op.delete(bytes(delete.key()), DeleteOption.DEFAULT);
      case Op.Get get -> io.etcd.jetcd.op.Op.get(bytes(get.key()), GetOption.DEFAULT);
    };
  }

  static KeyMeta meta(io.etcd.jetcd.KeyValue entry) {
    return new KeyMeta(
        Key.of(entry.getKey().getBytes()), entry.getCreateRevision(), entry.getModRevision());
  }

  static KeyValue entry(io.etcd.jetcd.KeyValue entry) {
    return new KeyValue(
        Key.of(entry.getKey().getBytes()),
        Value.wrap(entry.getValue().getBytes()),
        entry.getCreateRevision(),
        entry.getModRevision());
  }

  /** Groups events by revision. etcd never splits a revision over responses unless asked to. */
  static List<Revision> revisions(List<WatchEvent> events) {
    List<Revision> revisions = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    long current = 0;
    for (WatchEvent event : events) {
      long revision = event.getKeyValue().getModRevision();
      if (revision != current && !changes.isEmpty()) {
        revisions.add(new Revision(current, changes));
        changes.clear();
      }
      current = revision;
      changes.add(change(event));
    }
    if (!changes.isEmpty()) {
      revisions.add(new Revision(current, changes));
    }
    return revisions;
  }

  /** jetcd gives an entry without revisions where etcd gave none. */
  private static boolean hasPrevious(WatchEvent event) {
    return event.getPrevKV().getModRevision() > 0;
  }

  private static Before previous(WatchEvent event) {
    return new Before.Had(Value.wrap(event.getPrevKV().getValue().getBytes()));
  }

  private static Change change(WatchEvent event) {
    return switch (event.getEventType()) {
      case PUT -> {
        KeyValue entry = entry(event.getKeyValue());
        yield hasPrevious(event) ? new Change.Put(entry, previous(event)) : new Change.Put(entry);
      }
      case DELETE -> {
        Key key = Key.of(event.getKeyValue().getKey().getBytes());
        yield hasPrevious(event) ? new Change.Delete(key, previous(event)) : new Change.Delete(key);
      }
      case UNRECOGNIZED -> throw new IllegalStateException("etcd sent an event of unknown type");
    };
  }
}
