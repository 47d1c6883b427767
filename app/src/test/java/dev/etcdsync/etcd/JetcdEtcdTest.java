package dev.etcdsync.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Side;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class JetcdEtcdTest {
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Duration SOON = Duration.ofSeconds(5);

  /** A server that accepts and says nothing, as one whose machine hangs. */
  @Test
  void aStatusThatIsNotAnsweredLeavesNoConnectionBehind() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      silent.setSoTimeout((int) SOON.toMillis());
      URI endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      ClusterAddress address =
          new ClusterAddress(Side.STANDBY, List.of(endpoint), Optional.empty(), Optional.empty());
      try (Socket accepted = statusFrom(silent, new JetcdConnector(address, TIMEOUT).connect())) {
        accepted.setSoTimeout((int) SOON.toMillis());
        // It ends where the client has closed it; how much was said before does not matter.
        assertThatCode(() -> accepted.getInputStream().readAllBytes()).doesNotThrowAnyException();
      }
    }
  }

  /** Asks for the status, and closes the client as soon as that has failed. */
  private static Socket statusFrom(ServerSocket silent, Etcd etcd) throws IOException {
    try (etcd) {
      var status = etcd.status();
      Socket accepted = silent.accept();
      assertThatThrownBy(status::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              EtcdException.class, e -> assertThat(e.failure()).isEqualTo(Failure.TIMEOUT))
          .hasMessage("the standby did not answer in time");
      return accepted;
    }
  }
}
