package dev.etcdsync.bootstrap;

import static dev.etcdsync.bootstrap.BootstrapFailure.Reason.NO_ANSWER;
import static dev.etcdsync.bootstrap.BootstrapFailure.Reason.REFUSED;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.apiserver.ClientConfig;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The standby's kube-apiserver. For one thread. */
final class StandbyApiserver implements StandbyCluster, AutoCloseable {
  private static final String CERT_MANAGER = "cert-manager.io/v1";

  /** cert-manager writes it on every Secret that it keeps, see its "Annotations and labels". */
  private static final String KEPT_FOR = "cert-manager.io/certificate-name";

  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String US = "etcd-sync-bootstrap";

  private final KubernetesClient client;
  private final String namespace;

  private StandbyApiserver(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * @param timeout of each request
   */
  static StandbyApiserver open(Access access, String namespace, Duration timeout) {
    try {
      return new StandbyApiserver(
          new KubernetesClientBuilder()
              .withHttpClientFactory(new JdkHttpClientFactory())
              .withConfig(new ConfigBuilder(ClientConfig.of(access, timeout)).build())
              .build(),
          namespace);
    } catch (RuntimeException e) {
      // Its message may repeat parts of the file, and that holds secrets.
      throw new BootstrapFailure(
          REFUSED, "What was given to reach the standby's apiserver with cannot be used");
    }
  }

  @Override
  public Optional<Map<String, String>> secret(String name) {
    return found(name).map(StandbyApiserver::entries);
  }

  @Override
  public boolean hasForeignSecret(String name) {
    return found(name)
        .map(it -> it.getMetadata().getAnnotations())
        .filter(it -> !it.containsKey(KEPT_FOR))
        .isPresent();
  }

  private Optional<Secret> found(String name) {
    return asked(
        "get Secret " + name,
        it -> Optional.ofNullable(it.secrets().inNamespace(namespace).withName(name).get()));
  }

  private static Map<String, String> entries(Secret secret) {
    Map<String, String> entries = new HashMap<>();
    Optional.ofNullable(secret.getData())
        .orElse(Map.of())
        .forEach((key, text) ->
            entries.put(key, new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)));
    return entries;
  }

  @Override
  public Optional<Map<String, String>> configMap(String name) {
    return asked(
        "get ConfigMap " + name,
        it ->
            Optional.ofNullable(it.configMaps().inNamespace(namespace).withName(name).get())
                .map(found -> Optional.ofNullable(found.getData()).orElse(Map.of())));
  }

  @Override
  public void create(String name, Map<String, String> data) {
    asked(
        "create ConfigMap " + name,
        it ->
            // Applied, because the right to create can be given by name then.
            applied(
                it.configMaps()
                    .inNamespace(namespace)
                    .resource(
                        new ConfigMapBuilder()
                            .withMetadata(metadata(name))
                            .withData(data)
                            .build())));
  }

  @Override
  public boolean hasCertManager() {
    return asked("see which resources there are", it -> it.supports(CERT_MANAGER, "Certificate"));
  }

  @Override
  public void apply(Names names, CertificateAuthority ca) {
    Secret secret =
        new SecretBuilder().withMetadata(metadata(names.ca())).withData(encoded(ca.data())).build();
    asked(
        "apply Secret " + names.ca(),
        it -> applied(it.secrets().inNamespace(namespace).resource(secret)));
    apply(issuers(), names.issuer(), Map.of("ca", Map.of("secretName", names.ca())));
    apply(certificates(), names.client(), specification(names, ca));
  }

  private static Map<String, Object> specification(Names names, CertificateAuthority ca) {
    return Map.of(
        "secretName",
        names.client(),
        "secretTemplate",
        Map.of("labels", Map.of(MANAGED_BY, US)),
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

  private void apply(ResourceDefinitionContext kind, String name, Map<String, Object> spec) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(CERT_MANAGER);
    object.setKind(kind.getKind());
    object.setMetadata(metadata(name));
    object.setAdditionalProperty("spec", spec);
    asked(
        "apply " + kind.getKind() + " " + name,
        it -> applied(it.genericKubernetesResources(kind).inNamespace(namespace).resource(object)));
  }

  private static <T> T applied(Resource<T> resource) {
    return resource.fieldManager(US).forceConflicts().serverSideApply();
  }

  private static Map<String, String> encoded(Map<String, String> entries) {
    Map<String, String> data = new HashMap<>();
    entries.forEach((key, text) ->
        data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    return data;
  }

  private ObjectMeta metadata(String name) {
    return new ObjectMetaBuilder()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels(MANAGED_BY, US)
        .build();
  }

  @Override
  public String condition(Names names) {
    Optional<GenericKubernetesResource> certificate =
        asked(
            "get Certificate " + names.client(),
            it ->
                Optional.ofNullable(
                    it.genericKubernetesResources(certificates())
                        .inNamespace(namespace)
                        .withName(names.client())
                        .get()));
    return certificate
        .map(it -> it.<Object>get("status", "conditions"))
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

  @Override
  public List<String> remove(Names names) {
    List<String> removed = new ArrayList<>();
    // First what cert-manager would make anew.
    remove(
        "Certificate " + names.client(),
        it ->
            it.genericKubernetesResources(certificates())
                .inNamespace(namespace)
                .withName(names.client()),
        removed);
    remove(
        "Issuer " + names.issuer(),
        it ->
            it.genericKubernetesResources(issuers())
                .inNamespace(namespace)
                .withName(names.issuer()),
        removed);
    for (String name : List.of(names.client(), names.ca())) {
      remove("Secret " + name, it -> it.secrets().inNamespace(namespace).withName(name), removed);
    }
    remove(
        "ConfigMap " + names.trust(),
        it -> it.configMaps().inNamespace(namespace).withName(names.trust()),
        removed);
    return removed;
  }

  private void remove(
      String what,
      Function<KubernetesClient, Resource<? extends HasMetadata>> resource,
      List<String> removed) {
    boolean ours =
        asked(
            "get " + what,
            it ->
                Optional.<HasMetadata>ofNullable(resource.apply(it).get())
                    .map(found -> found.getMetadata().getLabels())
                    .filter(labels -> US.equals(labels.get(MANAGED_BY)))
                    .isPresent());
    if (ours) {
      asked("delete " + what, it -> resource.apply(it).delete());
      removed.add(what);
    }
  }

  private static ResourceDefinitionContext issuers() {
    return kind("Issuer", "issuers");
  }

  private static ResourceDefinitionContext certificates() {
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

  private <T> T asked(String what, Function<KubernetesClient, T> question) {
    try {
      return question.apply(client);
    } catch (KubernetesClientException e) {
      throw failure(what, e);
    }
  }

  private BootstrapFailure failure(String what, KubernetesClientException e) {
    return switch (e.getCode()) {
      case 0, -1 ->
          new BootstrapFailure(
              NO_ANSWER, "The standby's apiserver cannot be reached, so as to " + what, e);
      case 401 ->
          new BootstrapFailure(
              REFUSED,
              "The standby's apiserver does not know who we are (HTTP 401): check the account or"
                  + " the kubeconfig",
              e);
      case 403 ->
          new BootstrapFailure(
              REFUSED,
              ("The standby's apiserver does not let us %s in the namespace %s (HTTP 403): give our"
                      + " account the rights that docs/operations.md shows")
                  .formatted(what, namespace),
              e);
      default ->
          // The message may repeat what was sent, and that may have been a key.
          new BootstrapFailure(
              NO_ANSWER,
              "The standby's apiserver was asked to %s in the namespace %s, and answers HTTP %d"
                  .formatted(what, namespace, e.getCode()));
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
