package dev.etcdsync.replicate;

/** How a replicator ended. */
public sealed interface Ending {
  /** As it was asked to. */
  record Stopped() implements Ending {}

  /** Another process has claimed the link; this one has written nothing since. */
  record Deposed(String by) implements Ending {}
}
