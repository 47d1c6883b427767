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

  /** Says that there was no answer, as a clause that begins with "it". */
  public static String unreachable(KubernetesClientException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "it cannot be reached (%s)".formatted(root.getClass().getSimpleName());
  }

  @Override
  public synchronized void close() {
    client.ifPresent(KubernetesClient::close);
    client = Optional.empty();
  }
}
