package dev.etcdsync.monitor;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection that is closed when its client takes too long: to ask, or to take the answer. One
 * thread handles it, another looks after the time.
 */
final class Client implements ServerConnection {
  /** The one whose request is being handled. */
  private static final ScopedValue<Client> CURRENT = ScopedValue.newInstance();

  private static final long NEVER = Long.MAX_VALUE;

  private final ServerConnection connection;
  private final Patience patience;
  private final boolean spare;
  private final Runnable closed;

  /** By when the client has to have done what it is at; {@link #NEVER}: it waits for us. */
  private final AtomicLong due = new AtomicLong();

  /**
   * @param spare whether all ordinary connections were taken when it came
   * @param closed told when the connection has ended
   */
  Client(ServerConnection connection, Patience patience, boolean spare, Runnable closed) {
    this.connection = connection;
    this.patience = patience;
    this.spare = spare;
    this.closed = closed;
    await(patience.asking());
  }

  /** The client that the calling thread handles; the page for it is being made from here on. */
  static Client answering() {
    Client client = CURRENT.get();
    client.due.set(NEVER);
    return client;
  }

  /** Whether it came when all ordinary connections were taken: it gets little, and soon goes. */
  boolean isSpare() {
    return spare;
  }

  /** The answer is about to be sent. */
  void sending() {
    await(patience.taking());
  }

  /** The answer is sent. */
  void sent() {
    await(patience.asking());
  }

  private void await(Duration time) {
    // Zero would be a moment like any other, and the highest is none.
    due.set(Math.min(NEVER - 1, System.nanoTime() + time.toNanos()));
  }

  /** Closes the connection if its client has taken too long. */
  void closeIfOverdue(long now) {
    long by = due.get();
    if (by != NEVER && now - by > 0) {
      connection.close(true);
    }
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      ScopedValue.where(CURRENT, this)
          .<Void, InterruptedException>call(() -> {
            connection.handle(limit);
            return null;
          });
    } finally {
      closed.run();
    }
  }

  @Override
  public Duration idleTime() {
    return connection.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    connection.close(interrupt);
  }
}
