package dev.etcdsync.monitor;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * All connections. Helidon has a limit for a pause between two bytes, and none for a client that
 * sends or takes one now and then; here every request and every answer has its time.
 */
final class Clients implements ServerConnectionSelector, AutoCloseable {
  private static final int LOOKS = 10;
  private static final Duration LONGEST_BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final ServerConnectionSelector protocol;
  private final int most;
  private final Patience patience;
  private final Set<Client> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("slow-clients").daemon().factory());

  /**
   * @param most ordinary ones; whoever comes beyond is spare
   */
  Clients(ServerConnectionSelector protocol, int most, Patience patience) {
    this.protocol = protocol;
    this.most = most;
    this.patience = patience;
    Duration tenth = patience.asking().dividedBy(LOOKS);
    long between =
        (tenth.compareTo(LONGEST_BETWEEN_LOOKS) < 0 ? tenth : LONGEST_BETWEEN_LOOKS).toMillis();
    var _ =
        timer.scheduleWithFixedDelay(this::closeOverdue, between, between, TimeUnit.MILLISECONDS);
  }

  private void closeOverdue() {
    long now = System.nanoTime();
    open.forEach(client -> client.closeIfOverdue(now));
  }

  /** How many are connected. */
  int count() {
    return open.size();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return protocol.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return protocol.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return protocol.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    Client[] self = new Client[1];
    boolean spare = open.size() >= most;
    Client client =
        new Client(
            protocol.connection(context),
            spare ? Patience.spare() : patience,
            spare,
            () -> open.remove(self[0]));
    self[0] = client;
    open.add(client);
    return client;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
