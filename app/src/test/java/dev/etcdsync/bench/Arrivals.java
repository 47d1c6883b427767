package dev.etcdsync.bench;

import io.etcd.jetcd.Watch;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When the values of a {@link PacedWriter} are seen in an etcd, by a watch on a connection of its
 * own.
 */
final class Arrivals implements AutoCloseable {
  private final Store store;
  private final AtomicLongArray seen;
  private final AtomicInteger different = new AtomicInteger();
  private final Watch.Watcher watcher;

  /** Watches from now on. */
  Arrivals(Server server, int all) {
    this.seen = new AtomicLongArray(all);
    this.store = server.open();
    this.watcher = store.watch(Data.PREFIX, Data.END, store.revision() + 1, this::take);
  }

  private void take(WatchResponse response) {
    long now = System.nanoTime();
    for (WatchEvent event : response.getEvents()) {
      int number = PacedWriter.number(event.getKeyValue().getValue());
      if (seen.compareAndSet(number, 0, now)) {
        different.incrementAndGet();
      }
    }
  }

  /** Waits until each value has been seen. */
  void awaitAll(String what) {
    Sleep.untilTrue(
        "all values were seen at " + what,
        Duration.ofMillis(5),
        Duration.ofMinutes(1),
        () -> different.get() == seen.length());
  }

  /** When a value was seen first, in {@link System#nanoTime}. */
  long at(int number) {
    return seen.get(number);
  }

  @Override
  public void close() {
    watcher.close();
    store.close();
  }
}
