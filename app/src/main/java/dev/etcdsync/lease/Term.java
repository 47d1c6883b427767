package dev.etcdsync.lease;

import java.util.concurrent.CompletableFuture;

/** The time for which this process leads, as far as it knows. */
public interface Term extends AutoCloseable {
  /**
   * Completes when it leads no longer, on any thread, which must not be held up: another one leads,
   * or nothing was renewed by the deadline.
   */
  CompletableFuture<Void> lost();

  /** What ended it, in a few words for people. */
  String lostBecause();

  /** Gives the leadership back, if it still has it, so that another one need not wait. */
  @Override
  void close();
}
