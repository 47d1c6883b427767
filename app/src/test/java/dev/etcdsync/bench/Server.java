package dev.etcdsync.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An etcd of its own: one member, an empty data directory, free loopback ports. */
final class Server implements AutoCloseable {
  private final Spawned process;
  private final int port;
  private final Path folder;

  private Server(Spawned process, int port, Path folder) {
    this.process = process;
    this.port = port;
    this.folder = folder;
  }

  static Server start(Path binaries, Path folder, String name) {
    try {
      Path home = Files.createTempDirectory(folder, name);
      int client = freePort();
      int peer = freePort();
      String clients = "http://127.0.0.1:" + client;
      String peers = "http://127.0.0.1:" + peer;
      List<String> command =
          new ArrayList<>(
              List.of(
                  binaries.resolve("etcd").toString(),
                  "--name=" + name,
                  "--data-dir=" + home.resolve("data"),
                  "--listen-client-urls=" + clients,
                  "--advertise-client-urls=" + clients,
                  "--listen-peer-urls=" + peers,
                  "--initial-advertise-peer-urls=" + peers,
                  "--initial-cluster=" + name + "=" + peers,
                  "--quota-backend-bytes=" + (8L << 30),
                  "--log-level=error"));
      Server server = new Server(Spawned.start(command, home.resolve("log")), client, home);
      try (Store store = server.open()) {
        Sleep.untilTrue(
            name + " answers",
            Duration.ofMillis(50),
            Duration.ofSeconds(30),
            () -> {
              server.process.expectAlive();
              return store.answers();
            });
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Spawned process() {
    return process;
  }

  String url() {
    return "http://" + address();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** A new client of it, on a connection of its own. */
  Store open() {
    return new Store(url());
  }

  @Override
  public void close() {
    process.close();
    Folders.delete(folder);
  }
}
