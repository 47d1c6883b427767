package dev.etcdsync.lease;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.apiserver.DedicatedClient;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A Lease at a real apiserver, on a client that nobody else uses. */
final class ApiserverLease implements LeaseStore {
  private final DedicatedClient client;
  private final LeaseName name;

  /**
   * @param timeout of a request; nothing is tried twice
   */
  ApiserverLease(Access access, LeaseName name, Duration timeout) {
    this.client = new DedicatedClient(access, timeout);
    this.name = name;
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
    return e.getCode() == 409
        ? "it has another Lease by now (HTTP 409)"
        : DedicatedClient.refusal(e, verb + " the Lease", name.namespace());
  }

  private KubernetesClient open() {
    try {
      return client.open();
    } catch (RuntimeException e) {
      // Its message may repeat parts of the file, and that holds secrets.
      throw new LeaseFailure("what was given to reach it with cannot be used", 0, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
