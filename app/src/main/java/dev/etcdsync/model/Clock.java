package dev.etcdsync.model;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Time, and the only way in which the engine's thread waits. A test replaces it to make time and
 * every interleaving its own.
 */
public interface Clock {
  Instant now();

  /** A clock that only moves forward, in nanoseconds. */
  long nanos();

  /**
   * Waits until {@code future} is complete, in whatever way, or {@code timeout} is over.
   *
   * @return whether the future is complete
   */
  boolean await(CompletableFuture<?> future, Duration timeout);
}
