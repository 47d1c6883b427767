package dev.etcdsync.model;

import java.util.concurrent.CompletableFuture;

/** Reads single objects through the standby's kube-apiserver. Any thread may ask. */
public interface ObjectReader {
  /**
   * Asks for an object, past every cache: the apiserver reads it in etcd.
   *
   * @param key where etcd has it
   * @return completed in bounded time, never exceptionally, with nothing of what the object holds
   */
  CompletableFuture<Outcome> read(Key key);

  /** What came of it. */
  sealed interface Outcome {
    /**
     * The apiserver has read and understood it.
     *
     * @param modRevision the mod revision in the etcd that it was read from
     */
    record Understood(long modRevision) implements Outcome {}

    /**
     * The apiserver has found something and cannot read it.
     *
     * @param why a clause for people, of our own words
     */
    record Unreadable(String why) implements Outcome {}

    /** The apiserver finds nothing there. */
    record Absent() implements Outcome {}

    /** The apiserver knows no such resource. */
    record NotServed() implements Outcome {}

    /**
     * It could not be asked.
     *
     * @param why a clause for people, of our own words
     */
    record NoAnswer(String why) implements Outcome {}
  }
}
