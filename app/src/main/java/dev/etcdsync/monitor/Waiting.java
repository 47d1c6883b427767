package dev.etcdsync.monitor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets so many requests wait for something, and so few make their answer of it at a time. */
final class Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

  static final String AGAIN = "Retry-After";
  private static final String STOPPING = "etcd-sync is stopping";

  private final Semaphore places;
  private final Semaphore pens;
  private final Duration patience;

  /**
   * @param most requests that may wait
   * @param writing requests whose answer may be written at a time
   * @param patience how long each may wait
   */
  Waiting(int most, int writing, Duration patience) {
    this.places = new Semaphore(most);
    this.pens = new Semaphore(writing);
    this.patience = patience;
  }

  /** What there is instead of an answer, in the form of the answer. */
  interface Refusal {
    /**
     * Makes it.
     *
     * @param sentence why
     */
    Reply of(int status, String sentence);
  }

  /** Waits, and answers; what keeps it from that is answered with 503 and a sentence. */
  <T> Reply answer(
      Supplier<CompletableFuture<T>> wanted, Function<T, Reply> page, Refusal refusal) {
    if (!places.tryAcquire()) {
      return refusal
          .of(Reply.UNAVAILABLE, "Too many requests wait for this; ask again soon")
          .with(AGAIN, "1");
    }
    try {
      Optional<T> value = await(wanted.get());
      if (value.isEmpty()) {
        return refusal
            .of(
                Reply.UNAVAILABLE,
                "Not done after %d s, and going on; ask again".formatted(patience.toSeconds()))
            .with(AGAIN, "10");
      }
      pens.acquire();
      try {
        return page.apply(value.get());
      } finally {
        pens.release();
      }
    } catch (RejectedExecutionException e) {
      return refusal.of(Reply.UNAVAILABLE, STOPPING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refusal.of(Reply.UNAVAILABLE, STOPPING);
    } catch (ExecutionException e) {
      LOG.error("unexpected error, this is a bug", e.getCause());
      return refusal.of(Reply.ERROR, "Unexpected error, this is a bug; see the log");
    } finally {
      places.release();
    }
  }

  private <T> Optional<T> await(CompletableFuture<T> wanted)
      throws InterruptedException, ExecutionException {
    try {
      return Optional.of(wanted.get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    }
  }
}
