package dev.etcdsync.events;

import java.time.Instant;

/** Events at an apiserver. Whatever fails is an {@link EventFailure}. */
interface EventStore extends AutoCloseable {
  /** Makes an Event on the Lease, and returns its name. */
  String create(News news, Instant time);

  /**
   * Says that it has happened again.
   *
   * @param count how often it has by now
   */
  void repeat(String name, int count, Instant time);

  @Override
  void close();
}
