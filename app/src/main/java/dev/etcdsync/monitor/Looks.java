package dev.etcdsync.monitor;

import dev.etcdsync.model.Clock;
import dev.etcdsync.view.LinkReading;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Looks at the link for whoever asks, at most once a second. Any thread may call. */
final class Looks {
  private static final Duration YOUNG = Duration.ofSeconds(1);

  private final Supplier<LinkReading> reader;
  private final Shared<Look> shared;

  /** Of the executor's thread. */
  private Optional<Look> before = Optional.empty();

  /**
   * @param reader looks; called by {@code executor}
   * @param executor one thread
   */
  Looks(Supplier<LinkReading> reader, Executor executor, Clock clock) {
    this.reader = reader;
    this.shared =
        new Shared<>(this::look, (look, age) -> age.compareTo(YOUNG) < 0, executor, clock);
  }

  /**
   * A look that is young, or under way, or made now.
   *
   * @throws RejectedExecutionException if the monitor is closing
   */
  CompletableFuture<Look> get() {
    return shared.get();
  }

  private Look look() {
    LinkReading next = reader.get();
    Look now = before.map(last -> last.then(next)).orElseGet(() -> Look.first(next));
    before = Optional.of(now);
    return now;
  }
}
