package dev.etcdsync.etcd;

import dev.etcdsync.model.Side;

/** Opens connections to one side, each with the certificates and passwords as they are then. */
public interface EtcdConnector {
  /**
   * Opens a connection; does not talk to the server yet.
   *
   * @throws EtcdException if a certificate, key or password file cannot be used now
   */
  Etcd connect();

  /** Whether the files have changed since the last {@link #connect}. */
  boolean isOutdated();

  Side side();
}
