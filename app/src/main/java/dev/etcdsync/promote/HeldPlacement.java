package dev.etcdsync.promote;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.etcd.Unanswered;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.ReplicationSettings;
import dev.etcdsync.model.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts what was held into its place, owners first, one transaction after the other. Each compares
 * the record that it takes away, so none can put an object twice, whatever becomes of answers.
 */
final class HeldPlacement {
  private static final int ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Etcd standby;
  private final FencedWriter writer;
  private final LinkKeys keys;
  private final ReplicationSettings settings;
  private final Answers answers;
  private final FewAtATime reads;
  private final List<Key> kept = new ArrayList<>();
  private final List<Compare> compares = new ArrayList<>();
  private final List<Op> ops = new ArrayList<>();
  private final List<Key> batch = new ArrayList<>();
  private long placed;
  private long bytes;

  HeldPlacement(Etcd standby, FencedWriter writer, ReplicationSettings settings, Answers answers) {
    this.standby = standby;
    this.writer = writer;
    this.keys = writer.hold().keys();
    this.settings = settings;
    this.answers = answers;
    this.reads = new FewAtATime(standby, Side.STANDBY, answers);
  }

  /**
   * Puts all of it.
   *
   * @throws EtcdException if the standby does not answer
   */
  void run() {
    place(order(), 1);
  }

  /** How many objects were put into their places. */
  long placed() {
    return placed;
  }

  /** What stays aside, because the standby has made such an object itself. */
  List<Key> kept() {
    return List.copyOf(kept);
  }

  private List<Key> order() {
    List<KeyMeta> records = new ArrayList<>();
    Listing listing = Listing.begin(standby, Side.STANDBY, keys.held(), 0, answers);
    for (; listing.peek().isPresent(); listing.advance()) {
      records.add(listing.peek().get());
    }
    HeldOrder order = new HeldOrder();
    reads.read(
        records.stream().map(KeyMeta::key).toList(),
        0,
        (entry, position) ->
            entry.ifPresent(record -> {
              Key key = record.key().without(keys.held());
              order.add(
                  key, record.createRevision(), settings.scope().lineage(key, record.value()));
            }));
    return order.keys();
  }

  private void place(List<Key> all, int attempt) {
    for (Key key : all) {
      List<Optional<KeyValue>> pair = new ArrayList<>();
      reads.read(List.of(keys.held(key), key), 0, (entry, position) -> pair.add(entry));
      pair.get(0).ifPresent(record -> take(key, record, pair.get(1), attempt));
    }
    send(attempt);
  }

  private void take(Key key, KeyValue record, Optional<KeyValue> present, int attempt) {
    if (present.filter(there -> !there.value().equals(record.value())).isPresent()) {
      kept.add(key);
      return;
    }
    List<Op> more = new ArrayList<>(2);
    more.add(new Op.Delete(record.key()));
    if (present.isEmpty()) {
      more.add(new Op.Put(key, record.value()));
    }
    long weight = more.stream().mapToLong(Op::size).sum();
    // Compares count against the limit as operations do: two of each, beside the fence's two.
    boolean full =
        2 * (batch.size() + 2) > settings.limits().operations()
            || bytes + weight > settings.limits().bytes();
    if (full) {
      send(attempt);
    }
    batch.add(key);
    compares.add(new Compare(record.key(), record.modRevision()));
    compares.add(new Compare(key, present.map(KeyValue::modRevision).orElse(0L)));
    ops.addAll(more);
    bytes += weight;
  }

  private void send(int attempt) {
    if (batch.isEmpty()) {
      return;
    }
    List<Key> sent = List.copyOf(batch);
    List<Compare> conditions = List.copyOf(compares);
    List<Op> writes = List.copyOf(ops);
    batch.clear();
    compares.clear();
    ops.clear();
    bytes = 0;
    try {
      if (writer.write(conditions, writes, Unanswered.NOBODY).isPresent()) {
        placed += sent.size();
      } else {
        again(sent, attempt);
      }
    } catch (EtcdException e) {
      if (!e.failure().isAmbiguous() || attempt >= ATTEMPTS) {
        throw e;
      }
      again(sent, attempt);
    }
  }

  private void again(List<Key> some, int attempt) {
    if (attempt >= ATTEMPTS) {
      throw new RefusedException(
          "Others keep changing what is to be put into its place, such as "
              + some.getFirst()
              + "; run promote again");
    }
    answers.pause(PAUSE);
    place(some, attempt + 1);
  }
}
