package dev.etcdsync.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectorBuilder;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** One Lease, as an apiserver keeps it, and ways to that apiserver that can be cut. */
final class MemoryLease {
  private Optional<Lease> lease = Optional.empty();
  private long version = 100;

  synchronized Optional<Lease> now() {
    return lease;
  }

  synchronized String holder() {
    return lease
        .map(Lease::getSpec)
        .flatMap(spec -> Optional.ofNullable(spec.getHolderIdentity()))
        .orElse("");
  }

  /** Somebody edits it, or makes it. */
  synchronized void edit(UnaryOperator<LeaseBuilder> change) {
    store(change.apply(lease.map(LeaseBuilder::new).orElseGet(LeaseBuilder::new)).build());
  }

  synchronized void hold(String holder) {
    edit(it -> it.editOrNewSpec().withHolderIdentity(holder).endSpec());
  }

  synchronized void delete() {
    lease = Optional.empty();
  }

  private synchronized Lease store(Lease next) {
    version++;
    lease =
        Optional.of(
            new LeaseBuilder(next)
                .editOrNewMetadata()
                .withUid("uid")
                .withResourceVersion(Long.toString(version))
                .endMetadata()
                .build());
    return lease.get();
  }

  private synchronized Lease create(Lease next) {
    if (lease.isPresent()) {
      throw failure(409);
    }
    return store(next);
  }

  private synchronized Lease replace(Lease next) {
    boolean same =
        lease
            .map(it -> it.getMetadata().getResourceVersion())
            .filter(next.getMetadata().getResourceVersion()::equals)
            .isPresent();
    if (!same) {
      throw failure(409);
    }
    return store(next);
  }

  private static LeaseFailure failure(int code) {
    return new LeaseFailure("it answers HTTP " + code, code, new IllegalStateException());
  }

  Way way() {
    return new Way();
  }

  /** One process's way to the apiserver. */
  final class Way implements LeaseStore {
    private volatile int refusal;
    private volatile int refusalOfChanges;
    private volatile CompletableFuture<Void> answers = CompletableFuture.completedFuture(null);
    private final AtomicInteger electors = new AtomicInteger();

    /** Answers every request with this code; 0: no more. */
    void refuse(int code) {
      refusal = code;
    }

    /** Answers what would change something with this code; 0: no more. */
    void refuseChanges(int code) {
      refusalOfChanges = code;
    }

    /** Answers nothing until the future is complete, and then as if nothing had been. */
    void hang(CompletableFuture<Void> until) {
      answers = until;
    }

    int electors() {
      return electors.get();
    }

    private void request(int refused) {
      answers.join();
      if (refused != 0) {
        throw failure(refused);
      }
    }

    @Override
    public Optional<Lease> read() {
      request(refusal);
      return now();
    }

    @Override
    public Lease create(Lease next) {
      request(Math.max(refusal, refusalOfChanges));
      return MemoryLease.this.create(next);
    }

    @Override
    public Lease replace(Lease next) {
      request(Math.max(refusal, refusalOfChanges));
      return MemoryLease.this.replace(next);
    }

    @Override
    public LeaderElector elector(LeaderElectionConfig config) {
      electors.incrementAndGet();
      return new LeaderElectorBuilder(nobody(), ForkJoinPool.commonPool())
          .withConfig(config)
          .build();
    }

    @Override
    public void close() {}
  }

  private static KubernetesClient nobody() {
    return (KubernetesClient)
        Proxy.newProxyInstance(
            KubernetesClient.class.getClassLoader(),
            new Class<?>[] {KubernetesClient.class},
            (self, method, arguments) -> {
              throw new IllegalStateException("the elector has asked the client itself");
            });
  }
}
