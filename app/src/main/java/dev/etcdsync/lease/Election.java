package dev.etcdsync.lease;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where replicas agree on who leads. Used by one thread. */
public interface Election extends AutoCloseable {
  /** Who waits for its turn. */
  interface Follower {
    /** Whether to wait no longer. */
    boolean isStopping();

    /** Completes when {@link #isStopping} should be asked again. */
    CompletableFuture<Void> next();

    /**
     * Told at each look at which somebody else leads.
     *
     * @param leader as the Lease names it
     */
    void standsBehind(String leader);
  }

  /**
   * Waits until this process leads.
   *
   * @return empty if the follower stops first
   */
  Optional<Term> await(Follower follower);

  /** What is competed for, for people. */
  String lease();

  /** The name under which this process competes. */
  String identity();

  @Override
  void close();
}
