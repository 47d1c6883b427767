package dev.etcdsync.etcd;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One etcd cluster. Every future fails with an {@link EtcdException} and nothing else, and is
 * complete by the request timeout. Safe for use by several threads.
 */
public interface Etcd extends AutoCloseable {
  /** Carries the transaction out. After an ambiguous failure it may still be carried out later. */
  CompletableFuture<TxnResult> commit(Txn txn);

  /**
   * Reads keys together.
   *
   * @param revision to read at; 0: now
   * @return an entry for each key, in order, empty where the key does not exist
   */
  CompletableFuture<Reading> get(List<Key> keys, long revision);

  /**
   * Reads all keys of a range together: far cheaper than {@link #get}, where all are wanted.
   *
   * @param revision to read at; 0: now
   * @return the entries that exist, in key order
   */
  CompletableFuture<Reading> getAll(KeyRange range, long revision);

  /**
   * Lists keys without values, in key order.
   *
   * @param revision to list at; 0: now
   * @param limit the most keys to return
   */
  CompletableFuture<Page> list(KeyRange range, long revision, int limit);

  /**
   * Forgets what was overwritten or deleted before a revision. Fails with {@link Failure#COMPACTED}
   * if as much has been forgotten already.
   */
  CompletableFuture<Void> compact(long revision);

  /** Cluster id, server versions and current revision, from the members that answer. */
  CompletableFuture<ServerStatus> status();

  /** How large the largest member that answers is; empty if none tells. */
  default CompletableFuture<Optional<Space>> space() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /**
   * Watches a range on a connection of its own.
   *
   * @param from the first revision wanted
   * @param previous whether to tell what keys held before; it costs the server a read for each
   *     change
   * @param signal raised whenever the feed has something new
   */
  Watch watch(KeyRange range, long from, boolean previous, Signal signal);

  @Override
  void close();

  /**
   * What a member weighs on its disk.
   *
   * @param file bytes of the file, which is what the quota counts
   * @param used bytes of it that are in use: the rest a defragmentation gives back
   */
  record Space(long file, long used) {}

  /** Entries read at one revision. */
  record Reading(List<Optional<KeyValue>> entries, long revision) {}
}
