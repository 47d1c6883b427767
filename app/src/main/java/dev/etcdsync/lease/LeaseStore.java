package dev.etcdsync.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.util.Optional;

/** One Lease at an apiserver. Whatever fails is a {@link LeaseFailure}. */
interface LeaseStore extends AutoCloseable {
  /** As it is now; empty if there is none. */
  Optional<Lease> read();

  /** Returns it as the apiserver keeps it. */
  Lease create(Lease lease);

  /** Replaces what was read with this resourceVersion, and returns it as the apiserver keeps it. */
  Lease replace(Lease lease);

  /** An elector that runs beside this; it can be started once. */
  LeaderElector elector(LeaderElectionConfig config);

  @Override
  void close();
}
