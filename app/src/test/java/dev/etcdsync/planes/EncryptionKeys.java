package dev.etcdsync.planes;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Keys of one provider, the first of which writes. */
record EncryptionKeys(String provider, List<Named> keys) {
  /**
   * A key.
   *
   * @param seed makes the secret
   */
  record Named(String name, String seed) {
    private String secret() {
      byte[] secret = (seed + "-".repeat(32)).substring(0, 32).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(secret);
    }
  }

  static EncryptionKeys of(String provider, Named... keys) {
    return new EncryptionKeys(provider, List.of(keys));
  }

  /** As kube-apiserver reads it. */
  String configuration() {
    return """
    apiVersion: apiserver.config.k8s.io/v1
    kind: EncryptionConfiguration
    resources:
    - resources: [secrets]
      providers:
      - %s: {keys: [%s]}
      - identity: {}
    """
        .formatted(
            provider,
            keys.stream()
                .map(key -> "{name: %s, secret: %s}".formatted(key.name(), key.secret()))
                .collect(Collectors.joining(", ")));
  }
}
