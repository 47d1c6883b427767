package dev.etcdsync.bench;

import io.etcd.jetcd.ByteSequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Clients on connections of their own, each of which puts again as soon as it has its answer. */
final class Crowd implements AutoCloseable {
  private static final long LONGEST_PUT_SECONDS = 30;

  private final List<Store> clients;
  private final int valueBytes;
  private int writings;

  Crowd(Server server, int size, int valueBytes) {
    this.clients = IntStream.range(0, size).mapToObj(each -> server.open()).toList();
    this.valueBytes = valueBytes;
  }

  /**
   * What they have done.
   *
   * @param puts how many
   * @param seconds in which time
   * @param stopped when the last answer had come, in {@link System#nanoTime}
   * @param lastKey the key that was put last
   */
  record Written(long puts, double seconds, long stopped, ByteSequence lastKey) {
    double perSecond() {
      return puts / seconds;
    }
  }

  private record Share(int puts, long lastRevision, ByteSequence lastKey) {}

  /** All put, to {@code keys} keys in turn, and fails when one of them fails. */
  Written write(int keys, Duration duration) {
    int writing = ++writings;
    long begun = System.nanoTime();
    long end = begun + duration.toNanos();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
      List<Future<Share>> working =
          IntStream.range(0, clients.size())
              .mapToObj(index -> threads.submit(() -> share(index, keys, writing, end)))
              .toList();
      List<Share> shares = new ArrayList<>();
      for (Future<Share> each : working) {
        shares.add(each.get(duration.toSeconds() + LONGEST_PUT_SECONDS + 10, TimeUnit.SECONDS));
      }
      long stopped = System.nanoTime();
      Share last = shares.stream().max(Comparator.comparingLong(Share::lastRevision)).orElseThrow();
      return new Written(
          shares.stream().mapToLong(Share::puts).sum(),
          (stopped - begun) / 1e9,
          stopped,
          last.lastKey());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a client failed", e);
    }
  }

  private Share share(int index, int keys, int writing, long end)
      throws InterruptedException, ExecutionException, TimeoutException {
    Store client = clients.get(index);
    int puts = 0;
    long revision;
    ByteSequence key;
    do {
      int number = index + puts * clients.size();
      key = Data.key(number % keys);
      // No two values of a key are the same: the last one must be known by its value.
      ByteSequence value = Data.value(number, writing, valueBytes);
      revision =
          client
              .put(key, value)
              .get(LONGEST_PUT_SECONDS, TimeUnit.SECONDS)
              .getHeader()
              .getRevision();
      puts++;
    } while (System.nanoTime() < end);
    return new Share(puts, revision, key);
  }

  @Override
  public void close() {
    clients.forEach(Store::close);
  }
}
