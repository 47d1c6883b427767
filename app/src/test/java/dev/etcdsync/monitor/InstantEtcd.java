package dev.etcdsync.monitor;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.Page;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.etcd.Watch;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import dev.etcdsync.simulation.SimulatedStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An etcd in memory that answers at once, or not at all, to any thread. */
final class InstantEtcd implements EtcdConnector {
  private final SimulatedStore store;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean silent;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  InstantEtcd(SimulatedStore store) {
    this.store = store;
  }

  /** Whether nobody answers. */
  void silent(boolean now) {
    silent = now;
  }

  /** Listings wait until the latch is open. */
  void gate(CountDownLatch latch) {
    gate = latch;
  }

  /** How many connections have been opened. */
  int connections() {
    return connections.get();
  }

  /** How many of them are open. */
  int open() {
    return open.get();
  }

  @Override
  public Etcd connect() {
    connections.incrementAndGet();
    open.incrementAndGet();
    return new Connection();
  }

  @Override
  public boolean isOutdated() {
    return false;
  }

  @Override
  public Side side() {
    return store.side();
  }

  private final class Connection implements Etcd {
    private <T> CompletableFuture<T> answer(Supplier<T> answer) {
      try {
        if (silent) {
          throw new EtcdException(store.side(), Failure.UNAVAILABLE, "no member to ask");
        }
        synchronized (store) {
          return CompletableFuture.completedFuture(answer.get());
        }
      } catch (EtcdException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public CompletableFuture<TxnResult> commit(Txn txn) {
      throw new AssertionError("the monitor writes");
    }

    @Override
    public CompletableFuture<Reading> get(List<Key> keys, long revision) {
      return answer(() -> store.get(keys, revision));
    }

    @Override
    public CompletableFuture<Reading> getAll(KeyRange range, long revision) {
      return answer(() -> store.getAll(range, revision));
    }

    @Override
    public CompletableFuture<Page> list(KeyRange range, long revision, int limit) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return answer(() -> store.list(range, revision, limit));
    }

    @Override
    public CompletableFuture<Void> compact(long revision) {
      throw new AssertionError("the monitor compacts");
    }

    @Override
    public CompletableFuture<ServerStatus> status() {
      return answer(() ->
          new ServerStatus(store.clusterId(), store.revision(), List.of("3.6.16"), store.isFull()));
    }

    @Override
    public Watch watch(KeyRange range, long from, boolean previous, Signal signal) {
      throw new AssertionError("the monitor watches");
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }
}
