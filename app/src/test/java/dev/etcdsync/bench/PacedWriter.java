package dev.etcdsync.bench;

import io.etcd.jetcd.ByteSequence;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Puts numbered values at a steady pace, each in a revision of its own. It does not wait for
 * answers: a slow answer must not slow down the pace, and so hide itself.
 */
final class PacedWriter {
  static final int PER_SECOND = 500;

  /** Keys that are written in turn; at this pace none is written twice within 20 seconds. */
  static final int KEYS = 10_000;

  private static final int BYTES = 1024;

  private final Store store;
  private final int all;
  private final AtomicLongArray acknowledged;
  private final AtomicInteger landed = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final long begun = System.nanoTime();
  private int next;

  /** Writes nothing yet, but the time for the first value has come. */
  PacedWriter(Store store, Duration duration) {
    this.store = store;
    this.all = count(duration);
    this.acknowledged = new AtomicLongArray(all);
  }

  /** How many values are written in a time. */
  static int count(Duration duration) {
    return (int) (duration.toMillis() * PER_SECOND / 1000);
  }

  /** Writes until {@code end} values have been sent. */
  void writeUntil(int end) {
    for (; next < end; next++) {
      int number = next;
      ByteSequence key = Data.key(number % KEYS);
      ByteSequence value = value(number);
      Sleep.until(begun + number * (1_000_000_000L / PER_SECOND));
      var _ =
          store
              .put(key, value)
              .whenComplete((done, error) -> {
                acknowledged.set(number, System.nanoTime());
                if (error != null) {
                  failure.set(error);
                }
                landed.incrementAndGet();
              });
      check();
    }
  }

  /** Writes what is left, and waits for all answers. */
  void finish() {
    writeUntil(all);
    Sleep.untilTrue(
        "all puts are acknowledged",
        Duration.ofMillis(5),
        Duration.ofMinutes(1),
        () -> landed.get() == all);
    check();
  }

  private void check() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a put failed", thrown);
    }
  }

  /** When the answer came, in {@link System#nanoTime}. */
  long acknowledged(int number) {
    return acknowledged.get(number);
  }

  private static ByteSequence value(int number) {
    byte[] bytes = Data.value(number, 1, BYTES).getBytes();
    ByteBuffer.wrap(bytes).putInt(number);
    return ByteSequence.from(bytes);
  }

  /** The number that a value carries. */
  static int number(ByteSequence value) {
    return ByteBuffer.wrap(value.getBytes()).getInt();
  }
}
