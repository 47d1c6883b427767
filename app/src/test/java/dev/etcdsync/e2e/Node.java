package dev.etcdsync.e2e;

import dev.etcdsync.kind.KindCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The only node of a cluster in kind, and what may happen to it. */
final class Node {
  private final KindCluster cluster;
  private final Path scripts;
  private final String address;

  /** Of a cluster that is up; `scripts` is the repository's scripts/kind. */
  Node(KindCluster cluster, Path scripts) {
    this.cluster = cluster;
    this.scripts = scripts;
    this.address =
        docker(
                "container",
                "inspect",
                "-f",
                "{{.NetworkSettings.Networks.kind.IPAddress}}",
                cluster.node())
            .succeeded()
            .strip();
  }

  /** Where its etcd and its apiserver are for pods of either cluster. */
  String address() {
    return address;
  }

  /** What a file of it holds. */
  String read(String file) {
    return docker("exec", cluster.node(), "cat", file).succeeded();
  }

  /** Brings an image to it, from a file. */
  void load(Path archive) {
    run("kind", "load", "image-archive", archive.toString(), "--name", cluster.name()).succeeded();
  }

  /** Nothing of it answers any more, nor says goodbye. */
  void kill() {
    docker("kill", cluster.node()).succeeded();
  }

  /** Starts it at its address. */
  void start() {
    docker("network", "disconnect", "kind", cluster.node());
    docker("network", "connect", "--ip", address, "kind", cluster.node()).succeeded();
    docker("start", cluster.node()).succeeded();
  }

  /** Kills a program that its kubelet starts again. */
  void killProgram(String name) {
    bash("kill -9 $(pidof " + name + ")").succeeded();
  }

  /** Neither its pods nor itself reach the other node, or are reached. */
  void cut(Node other) {
    packets("-I", other);
  }

  void mend(Node other) {
    packets("-D", other);
  }

  private void packets(String what, Node other) {
    for (String chain : List.of("INPUT", "FORWARD")) {
      bash("iptables -w %s %s -s %s -j DROP".formatted(what, chain, other.address)).succeeded();
    }
    for (String chain : List.of("OUTPUT", "FORWARD")) {
      bash("iptables -w %s %s -d %s -j DROP".formatted(what, chain, other.address)).succeeded();
    }
  }

  /** What a Service answers on the node: no curl is needed there. */
  String http(String address, String path) {
    return bash("exec 3<>/dev/tcp/%s/80 && printf 'GET %s HTTP/1.1\\r\\nHost: node\\r\\nConnection: close\\r\\n\\r\\n' >&3 && cat <&3"
            .formatted(address, path))
        .succeeded();
  }

  private Ran bash(String line) {
    return docker("exec", cluster.node(), "bash", "-c", line);
  }

  private Ran docker(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  /** With the engine of the scripts. */
  private Ran run(String... command) {
    List<String> line =
        new ArrayList<>(List.of("bash", "-c", ". '" + scripts + "/env.sh' && \"$@\"", "env.sh"));
    line.addAll(List.of(command));
    return Ran.of(
        String.join(" ", command), new ProcessBuilder(line), Inputs.FOLDER.resolve("nodes"));
  }
}
