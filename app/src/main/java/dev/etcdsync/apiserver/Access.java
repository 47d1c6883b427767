package dev.etcdsync.apiserver;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

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
}
