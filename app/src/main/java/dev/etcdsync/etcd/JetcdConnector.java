package dev.etcdsync.etcd;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Side;
import java.time.Duration;

/** Connects to a real etcd. Used by one thread. */
public final class JetcdConnector implements EtcdConnector {
  private final ClusterAddress address;
  private final ClientFactory clients;
  private final Duration requestTimeout;
  private String connectedWith;

  public JetcdConnector(ClusterAddress address, Duration requestTimeout) {
    this.address = address;
    this.clients = new ClientFactory(address);
    this.requestTimeout = requestTimeout;
    this.connectedWith = clients.fingerprint();
  }

  @Override
  public Etcd connect() {
    connectedWith = clients.fingerprint();
    try {
      return new JetcdEtcd(address.side(), address.endpoints(), clients.load(), requestTimeout);
    } catch (InvalidSetting e) {
      // Good at the start, and not now: a rotation that is half done. It is read again.
      throw new EtcdException(address.side(), Failure.OTHER, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public boolean isOutdated() {
    return !clients.fingerprint().equals(connectedWith);
  }

  @Override
  public Side side() {
    return address.side();
  }
}
