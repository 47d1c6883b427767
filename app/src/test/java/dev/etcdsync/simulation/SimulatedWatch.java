package dev.etcdsync.simulation;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.Watch;
import dev.etcdsync.etcd.WatchFeed;
import dev.etcdsync.etcd.WatchItem;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Signal;
import java.time.Duration;

/**
 * A watch with the guarantees of etcd's: whole revisions, in order, none twice, none left out until
 * it breaks. A watch that lags behind a compaction breaks; progress is told only when everything up
 * to it has been delivered.
 */
final class SimulatedWatch implements Watch {
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

  private final SimulatedWorld world;
  private final SimulatedServer server;
  private final SimulatedStore store;
  private final SimulatedClient client;
  private final KeyRange range;
  private final WatchFeed feed;
  private final long from;
  private final boolean previous;
  private long next;
  private long delivered;
  private boolean open;
  private boolean over;
  private boolean hanging;
  private boolean delivering;

  SimulatedWatch(
      SimulatedWorld world,
      SimulatedServer server,
      SimulatedClient client,
      KeyRange range,
      long from,
      boolean previous,
      Signal signal) {
    this.world = world;
    this.server = server;
    this.store = server.store();
    this.client = client;
    this.range = range;
    this.from = from;
    this.next = from;
    this.previous = previous;
    // Nothing may block the only thread: what a full feed does is tested with real threads.
    this.feed = new WatchFeed(Long.MAX_VALUE, signal);
    server.opened(this);
    world.after(way(), this::open);
  }

  @Override
  public WatchFeed feed() {
    return feed;
  }

  @Override
  public void requestProgress() {
    client.step().run();
    if (!world.chance(server.faults().progressLost())) {
      world.after(way(), this::progress);
    }
  }

  @Override
  public void close() {
    over = true;
    server.closed(this);
    feed.close();
  }

  void breakOff(EtcdException cause) {
    if (!over) {
      over = true;
      server.closed(this);
      feed.breakOff(cause);
    }
  }

  void hang() {
    hanging = true;
  }

  private void open() {
    if (over) {
      return;
    }
    if (server.isDown()) {
      breakOff(store.failure(Failure.UNAVAILABLE, "no member to ask"));
      return;
    }
    if (next == 0) {
      next = store.revision() + 1;
    }
    open = true;
    feed.offer(new WatchItem.Opened(store.clusterId(), store.revision()));
    if (next < store.compacted()) {
      breakOff(compacted());
    } else if (world.chance(server.faults().watchBreaks())) {
      breakOff(store.failure(Failure.UNAVAILABLE, "the connection broke before the first event"));
    } else {
      wake();
      world.after(PROGRESS_INTERVAL, this::tick);
    }
  }

  /** The store has, or may have, something for this watch. */
  void wake() {
    if (client.gone().getAsBoolean()) {
      close();
    }
    if (!over && open && !delivering && !hanging && next <= store.revision()) {
      delivering = true;
      Duration delay =
          world.chance(server.faults().watchSlow())
              ? world.between(Duration.ZERO, server.faults().lateness())
              : way();
      world.after(delay, this::deliver);
    }
  }

  private void deliver() {
    delivering = false;
    if (over || hanging) {
      return;
    }
    if (world.chance(server.faults().watchBreaks())) {
      breakOff(store.failure(Failure.UNAVAILABLE, "the connection broke"));
      return;
    }
    if (world.chance(server.faults().watchHangs())) {
      hanging = true;
      return;
    }
    // What is behind a compaction is in the server's buffers, or it is lost.
    if (next < store.compacted() && world.chance(0.5)) {
      breakOff(compacted());
      return;
    }
    send(1 + world.random().nextInt(20));
    wake();
  }

  private void send(int most) {
    for (int sent = 0; sent < most && next <= store.revision(); next++) {
      var revision = store.revision(next, range);
      if (revision.isPresent()) {
        feed.offer(new WatchItem.Changed(told(revision.get())));
        delivered++;
        sent++;
      }
    }
  }

  /** What keys held before is told to those who ask, unless it is compacted. */
  private Revision told(Revision revision) {
    if (previous && revision.number() - 1 >= store.compacted()) {
      return revision;
    }
    return new Revision(
        revision.number(),
        revision.changes().stream()
            .map(change ->
                switch (change) {
                  case Change.Put put -> (Change) new Change.Put(put.entry());
                  case Change.Delete delete -> new Change.Delete(delete.key());
                })
            .toList());
  }

  private void progress() {
    if (over || !open || hanging) {
      return;
    }
    if (next <= store.revision()) {
      // Not synced: etcd does not answer. It may also have caught up by the time it looks.
      if (next < store.compacted() || world.chance(0.5)) {
        return;
      }
      send(Integer.MAX_VALUE);
    }
    tellProgress();
  }

  /** A watch from a revision to come is told nothing, as etcd's progressIfSync has it. */
  private void tellProgress() {
    if (from <= store.revision()) {
      feed.offer(new WatchItem.Progress(store.revision()));
    }
  }

  /** The notification that an idle watch gets by itself. */
  private void tick() {
    long before = delivered;
    world.after(
        PROGRESS_INTERVAL,
        () -> {
          if (!over && !hanging && !client.gone().getAsBoolean()) {
            if (delivered == before && next > store.revision()) {
              tellProgress();
            }
            tick();
          }
        });
  }

  private EtcdException compacted() {
    return store.failure(Failure.COMPACTED, "required revision has been compacted");
  }

  private Duration way() {
    return world.between(Duration.ofNanos(50_000), server.faults().latency());
  }
}
