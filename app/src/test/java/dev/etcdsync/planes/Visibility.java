package dev.etcdsync.planes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Json;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * How long writes to the primary's apiserver take until a watch at the standby's shows them.
 *
 * @param median and the others in milliseconds, from the request, the answer's way included
 */
record Visibility(int count, double median, double p99, double most) {
  private static final int PER_SECOND = 100;

  /** Writes at a steady pace, each another object, and waits until all have been seen. */
  static Visibility measure(PlanePair planes, String namespace, int count) {
    AtomicLongArray sent = new AtomicLongArray(count);
    AtomicLongArray seen = new AtomicLongArray(count);
    String maps = Resource.CONFIG_MAP.in(namespace);
    try (ApiWatch _ = planes.standby().api().watch(maps, event -> take(event, seen));
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      long begin = System.nanoTime();
      for (int i = 0; i < count; i++) {
        int number = i;
        pauseUntil(begin + 1_000_000_000L / PER_SECOND * i);
        writers.execute(() -> {
          JsonNode object = Templates.plain(Resource.CONFIG_MAP, namespace, "write-" + number);
          sent.set(number, System.nanoTime());
          planes.primary().api().create(object);
        });
      }
      Await.until(
          "every write is visible on the standby",
          PlanePair.SOON,
          () -> IntStream.range(0, count).allMatch(i -> seen.get(i) != 0),
          planes.standby()::evidence);
    }
    double[] taken =
        IntStream.range(0, count)
            .mapToDouble(i -> (seen.get(i) - sent.get(i)) / 1e6)
            .sorted()
            .toArray();
    return new Visibility(count, taken[count / 2], taken[count * 99 / 100], taken[count - 1]);
  }

  private static void take(String event, AtomicLongArray seen) {
    long now = System.nanoTime();
    String name = Json.parse(event).at("/object/metadata/name").asText();
    if (name.startsWith("write-")) {
      seen.compareAndSet(Integer.parseInt(name.substring("write-".length())), 0, now);
    }
  }

  private static void pauseUntil(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  Duration slowest() {
    return Duration.ofNanos((long) (most * 1e6));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d writes, %d/s, from the request to the standby's watch: p50 %.1f ms, p99 %.1f ms,"
            + " slowest %.1f ms",
        count,
        PER_SECOND,
        median,
        p99,
        most);
  }
}
