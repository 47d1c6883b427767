package dev.etcdsync.real;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One etcd server process with a data directory and ports that it keeps over restarts. */
final class EtcdMember {
  private final RealCluster cluster;
  private final String name;
  private final Path folder;
  private final int clientPort;
  private final int plainPort;
  private final int peerPort;
  private Child process;

  EtcdMember(
      RealCluster cluster, String name, Path folder, int clientPort, int plainPort, int peerPort) {
    this.cluster = cluster;
    this.name = name;
    this.folder = folder;
    this.clientPort = clientPort;
    this.plainPort = plainPort;
    this.peerPort = peerPort;
  }

  String name() {
    return name;
  }

  int clientPort() {
    return clientPort;
  }

  int plainPort() {
    return plainPort;
  }

  int peerPort() {
    return peerPort;
  }

  /** The address that the cluster advertises. */
  String endpoint() {
    return cluster.scheme() + "://" + cluster.host() + ":" + clientPort;
  }

  /** A second address of the same server, always without TLS. */
  String plainEndpoint() {
    return "http://127.0.0.1:" + plainPort;
  }

  String peer() {
    return name + "=http://127.0.0.1:" + peerPort;
  }

  Path data() {
    return folder.resolve(name);
  }

  Path log() {
    return folder.resolve(name + ".log");
  }

  boolean alive() {
    return process != null && process.alive();
  }

  void start() {
    if (alive()) {
      throw new IllegalStateException(name + " runs already");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                cluster.binaries().etcd().toString(),
                "--name=" + name,
                "--data-dir=" + data(),
                "--listen-client-urls=" + endpoint() + "," + plainEndpoint(),
                "--advertise-client-urls=" + endpoint(),
                "--listen-peer-urls=http://127.0.0.1:" + peerPort,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + peerPort,
                "--initial-cluster=" + cluster.initialCluster(),
                "--initial-cluster-token=" + cluster.token(),
                "--unsafe-no-fsync"));
    command.addAll(cluster.serverFlags());
    process = Child.logging(command, log());
  }

  /** SIGKILL. */
  void kill() {
    if (process != null) {
      process.kill();
    }
  }

  /** SIGSTOP. */
  void stop() {
    process.stop();
  }

  /** SIGCONT. */
  void cont() {
    process.cont();
  }

  /** Kills it and takes its data away: started again, it is a new etcd at the old address. */
  void wipe() {
    kill();
    Folders.delete(data());
  }
}
