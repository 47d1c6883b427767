package dev.etcdsync.surplus;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Value;
import dev.etcdsync.surplus.FencedChanges.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings keys of a restore file back where they are absent now, together with the record that they
 * are the standby's own. Used by one thread.
 */
public final class Restoration {
  private final Etcd standby;
  private final LinkKeys keys;
  private final Answers answers;
  private final FencedChanges changes;
  private final Documents documents = new Documents();

  /**
   * @param fence its mod revision, as it was when the command began
   */
  public Restoration(
      Etcd standby, LinkKeys keys, long fence, TransactionLimits limits, Answers answers) {
    this.standby = standby;
    this.keys = keys;
    this.answers = answers;
    this.changes = new FencedChanges(standby, keys, fence, limits, answers, List.of());
  }

  /** Hears of each key what becomes of it. */
  public interface Listener {
    void restored(Key key);

    /** There is something; it stays as it is. */
    void left(Key key);
  }

  /**
   * Only looks: what would be restored and what would be left.
   *
   * @throws EtcdException if the standby fails
   */
  public void look(RestoreFile file, Listener listener) {
    inParts(
        file,
        part -> {
          List<Key> wanted = part.stream().map(KeyValue::key).toList();
          new FewAtATime(standby, Side.STANDBY, answers)
              .read(
                  wanted,
                  0,
                  (now, position) -> {
                    if (now.isPresent()) {
                      listener.left(wanted.get(position));
                    } else {
                      listener.restored(wanted.get(position));
                    }
                  });
        });
  }

  /**
   * Brings back what is absent.
   *
   * @throws dev.etcdsync.etcd.DeposedException if another process has claimed the link: nothing
   *     more is written
   * @throws EtcdException if the standby fails; what was told before is restored
   */
  public void restore(RestoreFile file, Listener listener) {
    inParts(
        file,
        part -> {
          Map<Key, Value> wanted = new HashMap<>();
          part.forEach(entry -> wanted.put(entry.key(), entry.value()));
          changes.make(
              part.stream().map(this::bringingBack).toList(),
              new FencedChanges.Listener() {
                @Override
                public void done(Change change) {
                  listener.restored(change.key());
                }

                @Override
                public void left(Change change, Optional<KeyValue> now, boolean unsure) {
                  Key key = change.key();
                  boolean ours =
                      unsure
                          && now.map(KeyValue::value).equals(Optional.ofNullable(wanted.get(key)));
                  if (ours) {
                    listener.restored(key);
                  } else {
                    listener.left(key);
                  }
                }
              });
        });
  }

  private Change bringingBack(KeyValue entry) {
    Op record =
        new Op.Put(keys.surplus(entry.key()), documents.writeSurplus(entry.createRevision()));
    return new Change(entry.key(), 0, List.of(new Op.Put(entry.key(), entry.value()), record));
  }

  /** As much of the file at once as a transaction takes: the whole of it may not fit anywhere. */
  private void inParts(RestoreFile file, Consumer<List<KeyValue>> taker) {
    List<KeyValue> part = new ArrayList<>();
    long[] bytes = {0};
    file.read(entry -> {
      if (!part.isEmpty()
          && (part.size() == changes.most() || bytes[0] + entry.size() > changes.bytes())) {
        taker.accept(List.copyOf(part));
        part.clear();
        bytes[0] = 0;
      }
      part.add(entry);
      bytes[0] += entry.size();
    });
    if (!part.isEmpty()) {
      taker.accept(List.copyOf(part));
    }
  }
}
