package dev.etcdsync.apiserver;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.time.Duration;
import java.util.Optional;

/**
 * A client that nobody else uses, made when it is first needed. Nothing is tried twice. Any thread
 * may call.
 */
public final class DedicatedClient implements AutoCloseable {
  private final Access access;
  private final Duration timeout;
  private Optional<KubernetesClient> client = Optional.empty();

  /**
   * Connects to nothing yet.
   *
   * @param timeout of a connection, and of a request
   */
  public DedicatedClient(Access access, Duration timeout) {
    this.access = access;
    this.timeout = timeout;
  }

  /**
   * The client. What could not be used the last time may have been repaired by now.
   *
   * @throws RuntimeException if the access cannot be used; its message may repeat parts of a file
   *     that holds secrets
   */
  public synchronized KubernetesClient open() {
    if (client.isEmpty()) {
      client =
          Optional.of(
              new KubernetesClientBuilder()
                  .withHttpClientFactory(new JdkHttpClientFactory())
                  .withConfig(
                      new ConfigBuilder(ClientConfig.of(access, timeout))
                          // A request that times out ends its connection only with HTTP/1.1. All
                          // would wait on one connection to an apiserver that is gone.
                          .withHttp2Disable(true)
                          .build())
                  .build());
    }
    return client.get();
  }

  /**
   * Says what became of a request, as a clause that begins with "it" and that follows "the
   * apiserver" or its address.
   *
   * @param act what was asked for, as "update the Lease"
   * @param namespace in which it was asked for
   */
  public static String refusal(KubernetesClientException e, String act, String namespace) {
    return switch (e.getCode()) {
      case 0, -1 -> "it cannot be reached (%s)".formatted(root(e).getClass().getSimpleName());
      case 401 -> "it does not know who we are (HTTP 401): check the account or the kubeconfig";
      case 403 ->
          "it does not let us %s (HTTP 403): give our account the Role that the manual has"
              .formatted(act);
      case 404 -> "it has no namespace %s (HTTP 404): create it".formatted(namespace);
      default -> "it answers HTTP " + e.getCode();
    };
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  @Override
  public synchronized void close() {
    client.ifPresent(KubernetesClient::close);
    client = Optional.empty();
  }
}
