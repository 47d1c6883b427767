package dev.etcdsync.lease;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.apiserver.ClientConfig;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A Lease at a real apiserver, on a client that nobody else uses. */
final class ApiserverLease implements LeaseStore {
  private final Access access;
  private final LeaseName name;
  private final Duration timeout;
  private Optional<KubernetesClient> client = Optional.empty();

  /**
   * @param timeout of a request; nothing is tried twice
   */
  ApiserverLease(Access access, LeaseName name, Duration timeout) {
    this.access = access;
    this.name = name;
    this.timeout = timeout;
  }

  @Override
  public Optional<Lease> read() {
    return asked(
        "get",
        open ->
            Optional.ofNullable(
                open.leases().inNamespace(name.namespace()).withName(name.name()).get()));
  }

  @Override
  public Lease create(Lease lease) {
    return asked("create", open -> open.resource(lease).create());
  }

  @Override
  public Lease replace(Lease lease) {
    return asked("update", open -> open.resource(lease).update());
  }

  @Override
  public LeaderElector elector(LeaderElectionConfig config) {
    return open().leaderElector().withConfig(config).build();
  }

  private <T> T asked(String verb, Function<KubernetesClient, T> question) {
    KubernetesClient open = open();
    try {
      return question.apply(open);
    } catch (KubernetesClientException e) {
      throw new LeaseFailure(clause(verb, e), Math.max(0, e.getCode()), e);
    } catch (RuntimeException e) {
      throw new LeaseFailure(
          "it gives an answer that cannot be used (%s)".formatted(e.getClass().getSimpleName()),
          0,
          e);
    }
  }

  private String clause(String verb, KubernetesClientException e) {
    return switch (e.getCode()) {
      case 0, -1 -> "it cannot be reached (%s)".formatted(root(e).getClass().getSimpleName());
      case 401 -> "it does not know who we are (HTTP 401): check the account or the kubeconfig";
      case 403 ->
          "it does not let us %s the Lease (HTTP 403): give our account the Role that the manual has"
              .formatted(verb);
      case 404 -> "it has no namespace %s (HTTP 404): create it".formatted(name.namespace());
      case 409 -> "it has another Lease by now (HTTP 409)";
      default -> "it answers HTTP " + e.getCode();
    };
  }

  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** A file that cannot be used may have been repaired by the next time. */
  private synchronized KubernetesClient open() {
    if (client.isEmpty()) {
      try {
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
      } catch (RuntimeException e) {
        // Its message may repeat parts of the file, and that holds secrets.
        throw new LeaseFailure("what was given to reach it with cannot be used", 0, e);
      }
    }
    return client.get();
  }

  @Override
  public synchronized void close() {
    client.ifPresent(KubernetesClient::close);
    client = Optional.empty();
  }
}
