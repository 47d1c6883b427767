package dev.etcdsync.surplus;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Value;
import dev.etcdsync.surplus.FencedChanges.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the standby's own keys away, each one's value in a file first. Used by one thread. */
public final class Removal {
  private static final Value EMPTY = Value.wrap(new byte[0]);

  private final Etcd standby;
  private final LinkKeys keys;
  private final Answers answers;
  private final RecordedSurplus recorded;
  private final FencedChanges changes;

  /**
   * @param fence its mod revision, as it was when the command began
   */
  public Removal(
      Etcd standby, LinkKeys keys, long fence, TransactionLimits limits, Answers answers) {
    this.standby = standby;
    this.keys = keys;
    this.answers = answers;
    this.recorded = new RecordedSurplus(standby, keys, answers);
    this.changes =
        new FencedChanges(
            standby, keys, fence, limits, answers, List.of(new Op.Put(keys.mark(), EMPTY)));
  }

  /** Hears of each key what becomes of it. */
  public interface Listener {
    /**
     * It has been deleted.
     *
     * @param modRevision that it had
     */
    void deleted(Key key, long modRevision);

    /** It is not there; nothing is to be done, and nothing was. */
    void gone(Key key);

    /**
     * It stays as it is.
     *
     * @param why in words
     */
    void left(Key key, String why);
  }

  /**
   * Writes keys with their values into the file.
   *
   * @param wanted recorded keys
   * @return what may be deleted
   * @throws RestoreFileException if the file cannot be written
   */
  public List<KeyMeta> save(List<Key> wanted, RestoreWriter file, Listener listener) {
    List<KeyMeta> saved = new ArrayList<>();
    new FewAtATime(standby, Side.STANDBY, answers)
        .read(
            wanted,
            0,
            (entry, position) -> {
              if (entry.isEmpty()) {
                listener.gone(wanted.get(position));
              } else if (recorded.isReplicated(entry.get())) {
                listener.left(wanted.get(position), "it has been replicated since");
              } else {
                file.add(entry.get());
                saved.add(meta(entry.get()));
              }
            });
    file.finish();
    return saved;
  }

  private static KeyMeta meta(KeyValue entry) {
    return new KeyMeta(entry.key(), entry.createRevision(), entry.modRevision());
  }

  /**
   * Deletes what has been saved, as far as it is still the same.
   *
   * @throws dev.etcdsync.etcd.DeposedException if another process has claimed the link: nothing
   *     more is deleted
   * @throws EtcdException if the standby fails; what was told before is deleted
   */
  public void delete(List<KeyMeta> saved, Listener listener) {
    List<Change> wanted =
        saved.stream()
            .map(it ->
                new Change(
                    it.key(),
                    it.modRevision(),
                    List.of(new Op.Delete(it.key()), new Op.Delete(keys.surplus(it.key())))))
            .toList();
    changes.make(
        wanted,
        new FencedChanges.Listener() {
          @Override
          public void done(Change change) {
            listener.deleted(change.key(), change.modRevision());
          }

          @Override
          public void left(Change change, Optional<KeyValue> now, boolean unsure) {
            if (now.isEmpty()) {
              // By us, where an answer was lost, or by others; its value is in the file.
              listener.deleted(change.key(), change.modRevision());
            } else {
              listener.left(change.key(), "it has changed since its value was saved");
            }
          }
        });
  }
}
