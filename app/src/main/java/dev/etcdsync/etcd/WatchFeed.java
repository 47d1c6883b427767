package dev.etcdsync.etcd;

import dev.etcdsync.model.Signal;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * What a watch has delivered and the engine has not taken yet, bounded in bytes: a full feed holds
 * the watch's thread, and with it, by gRPC's flow control, the server.
 *
 * <p>One thread offers, one takes; any may close.
 */
public final class WatchFeed {
  private final Queue<WatchItem> items = new ArrayDeque<>();
  private final long capacity;
  private final Signal signal;
  private long weight;
  private boolean ended;

  /**
   * @param capacity bytes that may wait; an item larger than that is let in when nothing else waits
   */
  public WatchFeed(long capacity, Signal signal) {
    this.capacity = capacity;
    this.signal = signal;
  }

  /** Waits for room, then adds the item. Items after the end, or after a break, are dropped. */
  public void offer(WatchItem item) {
    synchronized (this) {
      while (!ended && weight > 0 && weight + item.weight() > capacity) {
        try {
          wait();
        } catch (InterruptedException e) {
          // Only the executor's shutdown interrupts its threads, and then nobody reads any more.
          Thread.currentThread().interrupt();
          ended = true;
        }
      }
      if (ended) {
        return;
      }
      items.add(item);
      weight += item.weight();
    }
    signal.raise();
  }

  /** Adds the reason why nothing more will come; never waits. Only the first one counts. */
  public void breakOff(EtcdException cause) {
    synchronized (this) {
      if (ended) {
        return;
      }
      items.add(new WatchItem.Broken(cause));
      ended = true;
      notifyAll();
    }
    signal.raise();
  }

  /** Takes the next item, if one is there; never waits. */
  public synchronized Optional<WatchItem> poll() {
    WatchItem item = items.poll();
    if (item != null) {
      weight -= item.weight();
      notifyAll();
    }
    return Optional.ofNullable(item);
  }

  /** Ends the feed and lets a waiting producer go. */
  public synchronized void close() {
    ended = true;
    items.clear();
    weight = 0;
    notifyAll();
  }
}
