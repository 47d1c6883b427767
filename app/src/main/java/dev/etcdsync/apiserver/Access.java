package dev.etcdsync.apiserver;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A way to an apiserver. */
public sealed interface Access {
  /** Where Kubernetes puts a pod's account, see "Accessing the API from a Pod". */
  Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** With this file; its current context counts. */
  record Kubeconfig(Path file) implements Access {}

  /**
   * With the account of the pod that this runs in.
   *
   * @param token read anew for each request: it is replaced each hour
   */
  record Pod(URI url, Path ca, Path token) implements Access {}

  /**
   * The name of the pod that this runs in, by {@code POD_NAME} or, where nothing sets that, by
   * {@code HOSTNAME}, which is another name only on the node's own network; empty if this is no
   * pod.
   */
  static Optional<String> podName(Map<String, String> environment) {
    return Optional.of(environment)
        .filter(it -> !it.getOrDefault("KUBERNETES_SERVICE_HOST", "").isBlank())
        .flatMap(it ->
            Stream.of("POD_NAME", "HOSTNAME")
                .map(name -> it.getOrDefault(name, ""))
                .filter(name -> !name.isBlank())
                .findFirst());
  }

  /** The pod's own way; empty if this is no pod, or one without an account. */
  static Optional<Access> ofPod(Map<String, String> environment) {
    Path ca = ACCOUNT.resolve("ca.crt");
    Path token = ACCOUNT.resolve("token");
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    if (host.isBlank() || !Files.isReadable(ca) || !Files.isReadable(token)) {
      return Optional.empty();
    }
    String name = host.contains(":") ? "[" + host + "]" : host;
    return Optional.of(new Pod(URI.create("https://" + name + ":" + port), ca, token));
  }

  /** The namespace of the pod that this runs in; empty if this is no pod. */
  static Optional<String> podNamespace() {
    try {
      return Optional.of(Files.readString(ACCOUNT.resolve("namespace")).strip())
          .filter(namespace -> !namespace.isEmpty());
    } catch (IOException noPod) {
      return Optional.empty();
    }
  }
}
