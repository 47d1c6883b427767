package dev.etcdsync.cli;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.apiserver.LazyReader;
import dev.etcdsync.config.RunSettings;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ObjectReader;
import java.util.Optional;

/** Finds the way to the standby's apiserver. */
final class StandbyApiserver {
  private StandbyApiserver() {}

  /** The way that was given, or a pod's own; empty if there is none. */
  static Optional<Access> access(RunSettings settings) {
    return settings
        .encryption()
        .kubeconfig()
        .<Access>map(Access.Kubeconfig::new)
        .or(() -> Access.ofPod(System.getenv()));
  }

  /** Who asks it; empty if that is given up, or if there is no way. */
  static Optional<ObjectReader> reader(RunSettings settings) {
    if (!settings.encryption().probe()) {
      return Optional.empty();
    }
    return access(settings)
        .map(access ->
            new LazyReader(
                access, Key.of(settings.scope().keyPrefix()), settings.timing().requestTimeout()));
  }
}
