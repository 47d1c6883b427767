package dev.etcdsync.replicate;

import dev.etcdsync.model.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * A clock by which nothing is waited for any more once something else has happened: so what reads
 * much can be ended at each of its waits. Used by one thread.
 */
final class EndingClock implements Clock {
  private final Clock clock;
  private CompletableFuture<Void> end = new CompletableFuture<>();

  EndingClock(Clock clock) {
    this.clock = clock;
  }

  /** Thrown where the thread waits. */
  static final class EndedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EndedException() {
      super("nobody waits for it any more", null, false, false);
    }
  }

  /** What ends waiting from now on. */
  void endWith(CompletableFuture<Void> next) {
    end = next;
  }

  @Override
  public Instant now() {
    return clock.now();
  }

  @Override
  public long nanos() {
    return clock.nanos();
  }

  /**
   * {@inheritDoc}
   *
   * @throws EndedException if it has ended
   */
  @Override
  public boolean await(CompletableFuture<?> future, Duration timeout) {
    if (!end.isDone()) {
      clock.await(CompletableFuture.anyOf(future, end), timeout);
    }
    if (end.isDone()) {
      throw new EndedException();
    }
    return future.isDone();
  }
}
