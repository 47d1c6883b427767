package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.planes.ControlPlane;
import dev.etcdsync.planes.Kubectl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster without nodes to run anything, whose apiserver looks at objects as if they were
 * applied. In the namespace of the chart it enforces the "restricted" Pod Security Standard, and
 * warns.
 */
final class DryRun implements AutoCloseable {
  /** Where its only control-plane node says that it is. */
  static final String NODE = "10.1.0.9";

  private static final int AT_ONCE = 100;

  private final ControlPlane plane;
  private final Kubectl kubectl;
  private final Path folder;

  private DryRun(ControlPlane plane, Path folder) {
    this.plane = plane;
    this.kubectl = plane.kubectl();
    this.folder = folder;
  }

  static DryRun start(Path folder) {
    DryRun started = new DryRun(ControlPlane.withoutControllers("dry-run"), folder);
    try {
      started.prepare();
      return started;
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
  }

  private void prepare() {
    kubectl.run("create", "namespace", Helm.NAMESPACE);
    kubectl.run(
        "label",
        "namespace",
        Helm.NAMESPACE,
        "pod-security.kubernetes.io/enforce=restricted",
        "pod-security.kubernetes.io/warn=restricted");
    create(
        List.of(
            Yaml.parse(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: node, labels: {node-role.kubernetes.io/control-plane: ""}}
                status: {addresses: [{type: InternalIP, address: %s}]}
                """
                    .formatted(NODE))));
  }

  Path kubeconfig() {
    return plane.kubeconfig();
  }

  /** Makes these in truth: others cannot be looked at without them. */
  void create(List<JsonNode> objects) {
    kubectl.run("create", "--filename=" + file(objects));
  }

  /** Makes the kinds that this file defines, and waits until they are served. */
  void define(Path file) {
    kubectl.run("create", "--filename=" + file);
    kubectl.run("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
  }

  /** Fails if one of these is refused, or warned of. */
  void expectTaken(List<JsonNode> objects) {
    for (int i = 0; i < objects.size(); i += AT_ONCE) {
      List<JsonNode> some = objects.subList(i, Math.min(objects.size(), i + AT_ONCE));
      String said = kubectl.run(apply(some));
      assertThat(kubectl.complaint()).as("warnings").isEmpty();
      assertThat(said.lines()).hasSameSizeAs(some);
    }
  }

  /** What is said of one that is not refused. */
  String warningOf(JsonNode object) {
    kubectl.run(apply(List.of(object)));
    return kubectl.complaint();
  }

  /** What is said of one that is refused. */
  String refusalOf(JsonNode object) {
    assertThat(kubectl.succeeds(apply(List.of(object)))).as("taken").isFalse();
    return kubectl.complaint();
  }

  private String[] apply(List<JsonNode> objects) {
    return new String[] {
      "apply", "--server-side", "--dry-run=server", "--filename=" + file(objects)
    };
  }

  private Path file(List<JsonNode> objects) {
    String text = objects.stream().map(JsonNode::toString).collect(Collectors.joining("\n---\n"));
    try {
      return Files.writeString(folder.resolve("objects.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each of these pods' specs as a pod of its own: a Deployment's pods would be made by nobody. */
  static List<JsonNode> pods(List<JsonNode> specs) {
    return IntStream.range(0, specs.size())
        .<JsonNode>mapToObj(i ->
            Yaml.parse(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: pod-%d, namespace: %s}
                spec: %s
                """
                    .formatted(i, Helm.NAMESPACE, specs.get(i))))
        .toList();
  }

  @Override
  public void close() {
    plane.close();
  }
}
