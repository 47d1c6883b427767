package dev.etcdsync.copy;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Side;
import java.util.List;

/** Writes what was postponed, read again at a later revision. Used in the engine's thread. */
final class Latecomers {
  private final FewAtATime primary;
  private final SettledWrites writes;
  private final OwnersFirst order;

  Latecomers(Etcd primary, Answers answers, SettledWrites writes, OwnersFirst order) {
    this.primary = new FewAtATime(primary, Side.PRIMARY, answers);
    this.writes = writes;
    this.order = order;
  }

  /**
   * Writes what may be written by now. Where that is nothing, the order is relaxed, so that in the
   * end nothing remains.
   */
  void write(long revision) {
    List<Key> keys = order.beginPostponed();
    primary.read(
        keys,
        revision,
        (entry, position) -> {
          // It may have gone together with its owner by now.
          if (order.isPostponed(keys.get(position))) {
            entry.ifPresentOrElse(writes::write, () -> order.forget(keys.get(position)));
          }
        });
    writes.settle();
    order.endPostponed(keys.size());
  }

  /** Writes keys that have vanished from the standby, owners first. */
  void restore(List<Key> missing, long revision) {
    order.again(missing);
    while (order.hasPostponed()) {
      write(revision);
    }
  }
}
