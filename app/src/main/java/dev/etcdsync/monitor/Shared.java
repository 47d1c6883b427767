package dev.etcdsync.monitor;

import dev.etcdsync.model.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Lets all who want something at the same time share one making of it, and serves what was made
 * last as long as it is young. Any thread may call.
 */
final class Shared<T> {
  private final Supplier<T> source;
  private final BiPredicate<T, Duration> young;
  private final Executor executor;
  private final Clock clock;
  private Optional<T> last = Optional.empty();
  private long lastAt;
  private Optional<CompletableFuture<T>> underWay = Optional.empty();

  /**
   * @param source makes it; called by {@code executor}, never twice at a time
   * @param young whether it may still be served so long after it was made, however the time of day
   *     was set meanwhile
   */
  Shared(Supplier<T> source, BiPredicate<T, Duration> young, Executor executor, Clock clock) {
    this.clock = clock;
    this.source = source;
    this.young = young;
    this.executor = executor;
  }

  /** What is young or being made, if there is anything; makes nothing. */
  synchronized Optional<CompletableFuture<T>> offer() {
    return underWay.or(() -> last.filter(this::isYoung).map(CompletableFuture::completedFuture));
  }

  /**
   * What is young, or being made, or made for this call.
   *
   * @throws RejectedExecutionException if the executor takes nothing more
   */
  synchronized CompletableFuture<T> get() {
    return offer().orElseGet(this::make);
  }

  private boolean isYoung(T value) {
    return young.test(value, Duration.ofNanos(clock.nanos() - lastAt));
  }

  private CompletableFuture<T> make() {
    CompletableFuture<T> made = new CompletableFuture<>();
    executor.execute(() -> run(made));
    underWay = Optional.of(made);
    return made;
  }

  private void run(CompletableFuture<T> made) {
    try {
      T value = source.get();
      ended(Optional.of(value));
      made.complete(value);
    } catch (RuntimeException | Error e) {
      ended(Optional.empty());
      made.completeExceptionally(e);
    }
  }

  private synchronized void ended(Optional<T> value) {
    underWay = Optional.empty();
    last = value;
    lastAt = clock.nanos();
  }
}
