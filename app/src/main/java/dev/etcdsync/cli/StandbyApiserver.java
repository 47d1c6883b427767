package dev.etcdsync.cli;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.apiserver.LazyReader;
import dev.etcdsync.config.EncryptionSettings;
import dev.etcdsync.config.RunSettings;
import dev.etcdsync.config.ScopeSettings;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.Timing;
import java.util.Optional;

/** Finds the way to the standby's apiserver. */
final class StandbyApiserver {
  private StandbyApiserver() {}

  /** The way that was given, or a pod's own; empty if there is none. */
  static Optional<Access> access(EncryptionSettings settings) {
    return settings
        .kubeconfig()
        .<Access>map(Access.Kubeconfig::new)
        .or(() -> Access.ofPod(System.getenv()));
  }

  /** Who asks it; empty if that is given up, or if there is no way. */
  static Optional<ObjectReader> reader(RunSettings settings) {
    return reader(settings.encryption(), settings.scope(), settings.timing());
  }

  /** The same. */
  static Optional<ObjectReader> reader(
      EncryptionSettings encryption, ScopeSettings scope, Timing timing) {
    if (!encryption.probe()) {
      return Optional.empty();
    }
    return access(encryption)
        .map(access -> new LazyReader(access, Key.of(scope.keyPrefix()), timing.requestTimeout()));
  }
}
