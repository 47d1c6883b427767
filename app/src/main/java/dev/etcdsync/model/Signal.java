package dev.etcdsync.model;

import java.util.concurrent.CompletableFuture;

/**
 * Wakes the engine's thread. Raised by any thread; the engine takes {@link #next} first, then looks
 * for work, then waits, so that nothing raised in between is missed.
 */
public final class Signal {
  private CompletableFuture<Void> pending = new CompletableFuture<>();

  /** Completes when the signal is raised after this call. */
  public synchronized CompletableFuture<Void> next() {
    if (pending.isDone()) {
      pending = new CompletableFuture<>();
    }
    return pending;
  }

  /** Wakes whoever waits, or will wait for the last {@link #next}. */
  public void raise() {
    CompletableFuture<Void> current;
    synchronized (this) {
      current = pending;
    }
    current.complete(null);
  }
}
