package dev.etcdsync.bootstrap;

import java.util.Map;
import java.util.Optional;

/** By what the primary's apiserver is known. */
sealed interface Trust {
  String CA_KEY = "ca.crt";
  String PUBLIC_KEY_KEY = "public-key-sha256";

  /**
   * By a CA that has signed its certificate, which must name the host.
   *
   * @param pem one certificate or more
   */
  record Ca(String pem) implements Trust {}

  /**
   * By the public key of its certificate, whatever host that names.
   *
   * @param sha256 in hexadecimal
   */
  record PublicKey(String sha256) implements Trust {}

  /** What a ConfigMap keeps of it. */
  default Map<String, String> recorded() {
    return switch (this) {
      case Ca ca -> Map.of(CA_KEY, ca.pem());
      case PublicKey key -> Map.of(PUBLIC_KEY_KEY, key.sha256());
    };
  }

  /** What {@link #recorded} has kept; empty if that cannot be read. */
  static Optional<Trust> read(Map<String, String> recorded) {
    return Optional.ofNullable(recorded.get(CA_KEY))
        .<Trust>map(Ca::new)
        .or(() -> Optional.ofNullable(recorded.get(PUBLIC_KEY_KEY)).map(PublicKey::new));
  }
}
