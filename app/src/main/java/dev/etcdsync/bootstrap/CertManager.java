package dev.etcdsync.bootstrap;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** cert-manager's objects, see its "API reference". */
final class CertManager {
  static final String VERSION = "cert-manager.io/v1";

  /** It writes it on every Secret that it keeps, see its "Annotations and labels". */
  static final String KEPT_FOR = "cert-manager.io/certificate-name";

  private CertManager() {}

  static ResourceDefinitionContext issuers() {
    return kind("Issuer", "issuers");
  }

  static ResourceDefinitionContext certificates() {
    return kind("Certificate", "certificates");
  }

  private static ResourceDefinitionContext kind(String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("cert-manager.io")
        .withVersion("v1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  /** The specification of an Issuer that signs with the CA of a Secret. */
  static Map<String, Object> issuer(Names names) {
    return Map.of("ca", Map.of("secretName", names.ca()));
  }

  /**
   * The specification of a client's Certificate.
   *
   * @param labels of the Secret that it is kept in
   */
  static Map<String, Object> certificate(
      Names names, CertificateAuthority ca, Map<String, String> labels) {
    return Map.of(
        "secretName",
        names.client(),
        "secretTemplate",
        Map.of("labels", labels),
        "commonName",
        "etcd-sync",
        // cert-manager issues anew what is specified anew, and not because a CA is another one.
        "subject",
        Map.of("organizationalUnits", List.of("of CA " + ca.fingerprint())),
        "usages",
        List.of("client auth", "digital signature", "key encipherment"),
        "privateKey",
        Map.of("algorithm", "ECDSA", "size", 256, "encoding", "PKCS8", "rotationPolicy", "Always"),
        "issuerRef",
        Map.of("group", "cert-manager.io", "kind", "Issuer", "name", names.issuer()));
  }

  /** What an object's conditions say; empty if nothing. */
  static String says(GenericKubernetesResource object) {
    return Optional.<Object>ofNullable(object.get("status", "conditions"))
        .filter(List.class::isInstance)
        .map(it -> messages((List<?>) it))
        .orElse("");
  }

  private static String messages(List<?> conditions) {
    List<String> messages = new ArrayList<>();
    for (Object condition : conditions) {
      if (condition instanceof Map<?, ?> fields && fields.get("message") != null) {
        messages.add(String.valueOf(fields.get("message")));
      }
    }
    return String.join("; ", messages);
  }
}
