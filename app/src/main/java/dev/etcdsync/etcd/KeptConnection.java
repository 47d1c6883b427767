package dev.etcdsync.etcd;

import java.util.Optional;
import java.util.function.Function;

/**
 * A connection to one side that is made when it is first needed, kept while the etcd answers, and
 * made anew when certificates or passwords have changed. Used by one thread at a time.
 */
public final class KeptConnection implements AutoCloseable {
  private final EtcdConnector connector;
  private Optional<Etcd> open = Optional.empty();

  public KeptConnection(EtcdConnector connector) {
    this.connector = connector;
  }

  /**
   * Asks something of the etcd.
   *
   * @throws EtcdException if it does not answer; the next question is asked on a new connection
   */
  public <T> T ask(Function<Etcd, T> question) {
    try {
      return question.apply(connected());
    } catch (EtcdException e) {
      close();
      throw e;
    }
  }

  private Etcd connected() {
    if (open.isPresent() && connector.isOutdated()) {
      close();
    }
    Etcd etcd = open.orElseGet(connector::connect);
    open = Optional.of(etcd);
    return etcd;
  }

  /** Ends the connection there is; the next question makes another. */
  @Override
  public void close() {
    open.ifPresent(Etcd::close);
    open = Optional.empty();
  }
}
