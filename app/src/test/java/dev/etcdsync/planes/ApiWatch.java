package dev.etcdsync.planes;

import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A watch at an apiserver; its events, as JSON, go to a consumer on a thread of its own. */
final class ApiWatch implements AutoCloseable {
  private final Stream<String> events;
  private final Thread thread;
  private volatile boolean closed;

  ApiWatch(Stream<String> events, Consumer<String> consumer) {
    this.events = events;
    this.thread = Thread.ofVirtual().name("watch").unstarted(() -> read(consumer));
  }

  void start() {
    thread.start();
  }

  private void read(Consumer<String> consumer) {
    try {
      events.forEach(consumer);
    } catch (UncheckedIOException e) {
      if (!closed) {
        throw e;
      }
    }
  }

  /** Whether the apiserver still tells what happens. */
  boolean alive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closed = true;
    events.close();
  }
}
