package dev.etcdsync.cli;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.config.LeaseSettings;
import dev.etcdsync.config.Setting;
import dev.etcdsync.lease.LeaseName;
import dev.etcdsync.model.InvalidSetting;
import java.util.Optional;

/**
 * Says which Lease elects the leader, from what was given and where the program runs.
 *
 * @param access the way to the standby's apiserver, if there is one
 * @param podNamespace empty outside a pod
 */
record LeaseChoice(Optional<Access> access, Optional<String> podNamespace) {
  private static final String DEFAULT_NAME = "etcd-sync-mirror";

  /**
   * The Lease; empty if this process replicates without being elected.
   *
   * @throws InvalidSetting if one is wanted and something is missing for it
   */
  Optional<LeaseName> of(LeaseSettings settings) {
    return switch (settings) {
      case LeaseSettings.Off _ -> Optional.empty();
      case LeaseSettings.AsThePlaceIs _ ->
          access
              .flatMap(_ -> podNamespace)
              .map(namespace -> new LeaseName(namespace, DEFAULT_NAME));
      case LeaseSettings.By by -> Optional.of(wanted(by));
    };
  }

  private LeaseName wanted(LeaseSettings.By by) {
    if (access.isEmpty()) {
      throw new InvalidSetting(
          Setting.LEASE.path(),
          "there is no way to the standby's apiserver: give %s, or lease off"
              .formatted(Setting.STANDBY_KUBECONFIG.option()));
    }
    String namespace =
        by.namespace()
            .or(() -> podNamespace)
            .orElseThrow(() ->
                new InvalidSetting(
                    Setting.LEASE.path(),
                    "\"%s\" has no namespace, and this is no pod: write it like"
                            .formatted(by.name())
                        + " cpaas-system/"
                        + by.name()));
    return new LeaseName(namespace, by.name());
  }
}
