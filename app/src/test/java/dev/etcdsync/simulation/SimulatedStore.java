package dev.etcdsync.simulation;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.Page;
import dev.etcdsync.model.Before;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import dev.etcdsync.model.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The data of one etcd: every key with its history, revisions, compaction, transactions and their
 * limits, as etcd 3.6 documents them. Nothing here takes time or fails by chance.
 */
public final class SimulatedStore {
  private final Side side;
  private final long clusterId;
  private final NavigableMap<Key, List<Version>> histories = new TreeMap<>();
  private final NavigableMap<Key, KeyValue> present = new TreeMap<>();
  private final List<Revision> log = new ArrayList<>();
  private final List<Observer> observers = new ArrayList<>();
  private Limits limits = Limits.DEFAULT;
  private long revision = 1;
  private long compacted;
  private boolean full;

  /** One state of a key; without a value, its deletion. */
  private record Version(long modRevision, Optional<KeyValue> entry) {}

  /**
   * What a server takes.
   *
   * @param operations of compares, of one branch, each
   * @param bytes of a request
   */
  public record Limits(int operations, int bytes) {
    public static final Limits DEFAULT = new Limits(128, 1024 * 1024 * 3 / 2);
  }

  /** Sees every revision as it is made. */
  public interface Observer {
    /** A revision was made by {@code author}. */
    void committed(Revision revision, Object author);
  }

  public SimulatedStore(Side side, long clusterId) {
    this.side = side;
    this.clusterId = clusterId;
  }

  /** What a restore from a snapshot of revision {@code at} gives: the same history up to there. */
  public SimulatedStore restored(long at) {
    SimulatedStore store = new SimulatedStore(side, clusterId);
    for (Revision made : log) {
      if (made.number() <= at) {
        store.apply(
            made.changes().stream()
                .map(change ->
                    switch (change) {
                      case Change.Put put -> (Op) new Op.Put(put.key(), put.entry().value());
                      case Change.Delete delete -> new Op.Delete(delete.key());
                    })
                .toList(),
            "restore",
            new ArrayList<>());
      }
    }
    store.limits = limits;
    store.compacted = Math.min(compacted, store.revision);
    return store;
  }

  public Side side() {
    return side;
  }

  public long clusterId() {
    return clusterId;
  }

  public long revision() {
    return revision;
  }

  public long compacted() {
    return compacted;
  }

  public void limit(Limits next) {
    limits = next;
  }

  public void observe(Observer observer) {
    observers.add(observer);
  }

  /** Whether the quota is used up: then nothing can be put. */
  public void setFull(boolean next) {
    full = next;
  }

  public boolean isFull() {
    return full;
  }

  /** Carries out what a client asked for, within the limits of a server. */
  public TxnResult commit(Txn txn, Object author) {
    check(txn);
    boolean succeeded = txn.compares().stream().allMatch(this::holds);
    List<Op> ops = succeeded ? txn.then() : txn.otherwise();
    List<Optional<KeyValue>> gets = new ArrayList<>();
    long now = apply(ops, author, gets);
    return new TxnResult(succeeded, now, gets);
  }

  /** Carries out operations in one revision, whatever their number, as the end of a lease does. */
  public long write(List<Op> ops, Object author) {
    return apply(ops, author, new ArrayList<>());
  }

  public long put(Key key, Value value, Object author) {
    return write(List.of(new Op.Put(key, value)), author);
  }

  public long delete(Key key, Object author) {
    return write(List.of(new Op.Delete(key)), author);
  }

  /** Deletes all keys of a range in one revision. */
  public long deleteAll(KeyRange range, Object author) {
    List<Op> ops = new ArrayList<>();
    for (Key key : keys(range)) {
      ops.add(new Op.Delete(key));
    }
    return write(ops, author);
  }

  private long apply(List<Op> ops, Object author, List<Optional<KeyValue>> gets) {
    long next = revision + 1;
    List<Change> changes = new ArrayList<>();
    for (Op op : ops) {
      KeyValue before = present.get(op.key());
      switch (op) {
        case Op.Get get -> gets.add(Optional.ofNullable(before));
        case Op.Put put -> {
          long created = before == null ? next : before.createRevision();
          KeyValue entry = new KeyValue(put.key(), put.value(), created, next);
          present.put(put.key(), entry);
          remember(put.key(), new Version(next, Optional.of(entry)));
          changes.add(
              before == null
                  ? new Change.Put(entry)
                  : new Change.Put(entry, new Before.Had(before.value())));
        }
        case Op.Delete delete -> {
          if (before != null) {
            present.remove(delete.key());
            remember(delete.key(), new Version(next, Optional.empty()));
            changes.add(new Change.Delete(delete.key(), new Before.Had(before.value())));
          }
        }
      }
    }
    if (!changes.isEmpty()) {
      revision = next;
      Revision made = new Revision(next, changes);
      log.add(made);
      observers.forEach(observer -> observer.committed(made, author));
    }
    return revision;
  }

  private void remember(Key key, Version version) {
    histories.computeIfAbsent(key, unknown -> new ArrayList<>()).add(version);
  }

  private boolean holds(Compare compare) {
    KeyValue entry = present.get(compare.key());
    return (entry == null ? 0 : entry.modRevision()) == compare.modRevision();
  }

  private void check(Txn txn) {
    int operations =
        Math.max(txn.compares().size(), Math.max(txn.then().size(), txn.otherwise().size()));
    if (operations > limits.operations()) {
      throw failure(Failure.TOO_LARGE, "too many operations in txn request");
    }
    checkDuplicates(txn.then());
    checkDuplicates(txn.otherwise());
    if (WireSize.of(txn) > limits.bytes()) {
      throw failure(Failure.TOO_LARGE, "request is too large");
    }
    if (full && (puts(txn.then()) || puts(txn.otherwise()))) {
      throw failure(Failure.NO_SPACE, "database space exceeded");
    }
  }

  private static boolean puts(List<Op> ops) {
    return ops.stream().anyMatch(Op.Put.class::isInstance);
  }

  /** A key may be deleted twice, but not put twice, nor put and deleted. */
  private void checkDuplicates(List<Op> ops) {
    Set<Key> put = new HashSet<>();
    Set<Key> deleted = new HashSet<>();
    for (Op op : ops) {
      boolean duplicate =
          switch (op) {
            case Op.Put one -> !put.add(one.key()) || deleted.contains(one.key());
            case Op.Delete one -> {
              deleted.add(one.key());
              yield put.contains(one.key());
            }
            case Op.Get get -> false;
          };
      if (duplicate) {
        throw failure(Failure.OTHER, "duplicate key given in txn request");
      }
    }
  }

  public Optional<KeyValue> get(Key key) {
    return Optional.ofNullable(present.get(key));
  }

  public Etcd.Reading get(List<Key> keys, long at) {
    checkReadable(at);
    if (keys.size() > limits.operations()) {
      throw failure(Failure.TOO_LARGE, "too many operations in txn request");
    }
    List<Optional<KeyValue>> entries = new ArrayList<>();
    for (Key key : keys) {
      entries.add(at == 0 ? get(key) : find(key, at));
    }
    return new Etcd.Reading(entries, at == 0 ? revision : at);
  }

  public Etcd.Reading getAll(KeyRange range, long at) {
    checkReadable(at);
    List<Optional<KeyValue>> entries = new ArrayList<>();
    NavigableMap<Key, KeyValue> all = at == 0 ? present : at(at);
    select(all, range).values().forEach(entry -> entries.add(Optional.of(entry)));
    return new Etcd.Reading(entries, at == 0 ? revision : at);
  }

  public Page list(KeyRange range, long at, int limit) {
    checkReadable(at);
    NavigableMap<Key, KeyValue> all = at == 0 ? select(present, range) : select(at(at), range);
    List<KeyMeta> keys = new ArrayList<>();
    for (KeyValue entry : all.values()) {
      if (limit > 0 && keys.size() == limit) {
        break;
      }
      keys.add(new KeyMeta(entry.key(), entry.createRevision(), entry.modRevision()));
    }
    return new Page(keys, at == 0 ? revision : at, keys.size() < all.size(), all.size());
  }

  public List<Key> keys(KeyRange range) {
    return List.copyOf(select(present, range).keySet());
  }

  /** What a range holds now; a view that must not be kept. */
  public NavigableMap<Key, KeyValue> entries(KeyRange range) {
    return Collections.unmodifiableNavigableMap(select(present, range));
  }

  private void checkReadable(long at) {
    if (at > revision) {
      throw failure(Failure.FUTURE_REVISION, "required revision is a future revision");
    }
    if (at > 0 && at < compacted) {
      throw failure(Failure.COMPACTED, "required revision has been compacted");
    }
  }

  /**
   * Forgets what was overwritten or deleted before {@code at}; {@code at} itself stays readable.
   */
  public void compact(long at) {
    if (at <= compacted) {
      throw failure(Failure.COMPACTED, "required revision has been compacted");
    }
    if (at > revision) {
      throw failure(Failure.FUTURE_REVISION, "required revision is a future revision");
    }
    compacted = at;
  }

  /** The whole state at a revision, compacted or not: for judges, not for clients. */
  public NavigableMap<Key, KeyValue> at(long revisionWanted) {
    NavigableMap<Key, KeyValue> state = new TreeMap<>();
    for (Key key : histories.keySet()) {
      find(key, revisionWanted).ifPresent(entry -> state.put(key, entry));
    }
    return state;
  }

  /** Every revision that was ever made, compacted or not: for judges, not for clients. */
  public List<Revision> history() {
    return Collections.unmodifiableList(log);
  }

  /** The part of revision {@code number} that lies in the range; empty if none does. */
  public Optional<Revision> revision(long number, KeyRange range) {
    List<Change> changes =
        log.get((int) (number - 2)).changes().stream()
            .filter(change -> range.contains(change.key()))
            .toList();
    return changes.isEmpty() ? Optional.empty() : Optional.of(new Revision(number, changes));
  }

  /** What a key held at a revision, compacted or not. */
  Optional<KeyValue> find(Key key, long at) {
    return version(key, at).flatMap(Version::entry);
  }

  private Optional<Version> version(Key key, long at) {
    List<Version> versions = histories.getOrDefault(key, List.of());
    for (int i = versions.size() - 1; i >= 0; i--) {
      if (versions.get(i).modRevision() <= at) {
        return Optional.of(versions.get(i));
      }
    }
    return Optional.empty();
  }

  private static NavigableMap<Key, KeyValue> select(
      NavigableMap<Key, KeyValue> all, KeyRange range) {
    NavigableMap<Key, KeyValue> from = all.tailMap(range.from(), true);
    return range.isUnbounded() ? from : from.headMap(range.end(), false);
  }

  EtcdException failure(Failure kind, String message) {
    return new EtcdException(side, kind, side + ": " + message);
  }
}
