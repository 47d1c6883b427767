package dev.etcdsync.simulation;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.Page;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.etcd.Watch;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A connection to a simulated server. What becomes of a call is decided when it is sent. */
public final class SimulatedEtcd implements Etcd {
  private final SimulatedWorld world;
  private final SimulatedServer server;
  private final SimulatedClient client;
  private final Map<Long, CompletableFuture<?>> pending = new LinkedHashMap<>();
  private long calls;
  private boolean closed;

  SimulatedEtcd(SimulatedWorld world, SimulatedServer server, SimulatedClient client) {
    this.world = world;
    this.server = server;
    this.client = client;
  }

  @Override
  public CompletableFuture<TxnResult> commit(Txn txn) {
    server.sent(txn, client.author());
    Fate fate = server.scripted(txn).orElseGet(this::fate);
    return call(fate, () -> server.store().commit(txn, client.author()));
  }

  @Override
  public CompletableFuture<Reading> get(List<Key> keys, long revision) {
    return call(() -> {
      try {
        return server.store().get(keys, revision);
      } catch (EtcdException e) {
        if (e.failure() == Failure.COMPACTED) {
          server.metCompaction();
        }
        throw e;
      }
    });
  }

  @Override
  public CompletableFuture<Reading> getAll(KeyRange range, long revision) {
    return call(() -> server.store().getAll(range, revision));
  }

  @Override
  public CompletableFuture<Page> list(KeyRange range, long revision, int limit) {
    // Which links an etcd carries is looked up in small steps.
    if (revision == 0 && limit > 1) {
      server.listed();
    }
    return call(() -> server.store().list(range, revision, limit));
  }

  @Override
  public CompletableFuture<Void> compact(long revision) {
    return call(() -> {
      server.store().compact(revision);
      return null;
    });
  }

  @Override
  public CompletableFuture<ServerStatus> status() {
    return call(() -> {
      SimulatedStore store = server.store();
      return new ServerStatus(
          store.clusterId(), store.revision(), List.of(server.version()), store.isFull());
    });
  }

  @Override
  public Watch watch(KeyRange range, long from, boolean previous, Signal signal) {
    client.step().run();
    return new SimulatedWatch(world, server, client, range, from, previous, signal);
  }

  @Override
  public void close() {
    closed = true;
    for (CompletableFuture<?> reply : List.copyOf(pending.values())) {
      fail(reply, Failure.CLOSED, "the connection was closed");
    }
  }

  private <T> CompletableFuture<T> call(Supplier<T> action) {
    return call(fate(), action);
  }

  private <T> CompletableFuture<T> call(Fate fate, Supplier<T> action) {
    client.step().run();
    CompletableFuture<T> reply = new CompletableFuture<>();
    if (closed) {
      fail(reply, Failure.CLOSED, "the connection was closed");
      return reply;
    }
    long number = calls++;
    pending.put(number, reply);
    var _ = reply.whenComplete((value, thrown) -> pending.remove(number));
    Duration timeout = client.requestTimeout();
    world.after(timeout, () -> fail(reply, Failure.TIMEOUT, "no answer in time"));
    switch (fate) {
      case ANSWERED -> world.after(way(), () -> carryOut(action, reply));
      case REQUEST_LOST -> {
        // Only the timeout is left.
      }
      case REPLY_LOST -> {
        world.after(way(), () -> carryOut(action, new CompletableFuture<>()));
        perhapsBreak(reply);
      }
      case LATE -> {
        Duration late = world.between(Duration.ZERO, server.faults().lateness());
        world.after(timeout.plus(late), () -> carryOut(action, new CompletableFuture<>()));
        perhapsBreak(reply);
      }
      case HELD -> server.hold(() -> carryOut(action, new CompletableFuture<>()));
      case REFUSED -> {
        Failure kind = world.chance(0.5) ? Failure.THROTTLED : Failure.UNAVAILABLE;
        world.after(way(), () -> fail(reply, kind, "refused"));
      }
    }
    return reply;
  }

  private Fate fate() {
    Faults faults = server.faults();
    double dice = world.random().nextDouble();
    dice -= faults.requestLost();
    if (dice < 0) {
      return Fate.REQUEST_LOST;
    }
    dice -= faults.replyLost();
    if (dice < 0) {
      return Fate.REPLY_LOST;
    }
    dice -= faults.late();
    if (dice < 0) {
      return Fate.LATE;
    }
    return dice - faults.refused() < 0 ? Fate.REFUSED : Fate.ANSWERED;
  }

  private <T> void carryOut(Supplier<T> action, CompletableFuture<T> reply) {
    if (server.isDown()) {
      fail(reply, Failure.UNAVAILABLE, "no member to ask");
      return;
    }
    try {
      T result = action.get();
      world.after(way(), () -> reply.complete(result));
    } catch (EtcdException e) {
      world.after(way(), () -> reply.completeExceptionally(e));
    }
  }

  private void perhapsBreak(CompletableFuture<?> reply) {
    if (world.chance(0.5)) {
      Duration soon = world.between(Duration.ZERO, client.requestTimeout().dividedBy(4));
      world.after(soon, () -> fail(reply, Failure.UNAVAILABLE, "the connection broke"));
    }
  }

  private void fail(CompletableFuture<?> reply, Failure kind, String message) {
    reply.completeExceptionally(server.store().failure(kind, message));
  }

  private Duration way() {
    return world.between(Duration.ofNanos(50_000), server.faults().latency());
  }
}
