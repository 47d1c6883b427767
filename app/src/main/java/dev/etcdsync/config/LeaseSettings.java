package dev.etcdsync.config;

import java.util.Optional;

/** Whether several replicas elect the one that replicates, and by which Lease. */
public sealed interface LeaseSettings {
  /** Nothing was said: in a pod they do, elsewhere not. */
  record AsThePlaceIs() implements LeaseSettings {}

  /** There is but one. */
  record Off() implements LeaseSettings {}

  /**
   * They do.
   *
   * @param namespace empty: the pod's own
   */
  record By(Optional<String> namespace, String name) implements LeaseSettings {}
}
