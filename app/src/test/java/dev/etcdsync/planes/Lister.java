package dev.etcdsync.planes;

import dev.etcdsync.real.Await;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Lists again and again, and counts the answers by their status. */
final class Lister implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Map<Integer, Integer> answers = new TreeMap<>();
  private int wholeInARow;
  private final Thread thread;
  private volatile boolean closed;

  private Lister(Api api, String path) {
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .unstarted(() -> {
              while (!closed) {
                note(status(api, path));
                Await.hold(PAUSE);
              }
            });
  }

  static Lister start(Api api, String path) {
    Lister lister = new Lister(api, path);
    lister.thread.start();
    return lister;
  }

  private static int status(Api api, String path) {
    try {
      return api.status(path);
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private synchronized void note(int status) {
    answers.merge(status, 1, Integer::sum);
    wholeInARow = status == 200 ? wholeInARow + 1 : 0;
  }

  /** How many of the last answers, one behind the other, were lists. */
  synchronized int wholeInARow() {
    return wholeInARow;
  }

  /** How often it was answered with each status; 0: not at all. */
  synchronized Map<Integer, Integer> answers() {
    return new TreeMap<>(answers);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
