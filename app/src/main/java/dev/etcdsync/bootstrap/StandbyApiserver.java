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
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String US = "etcd-sync-bootstrap";

  /** For which of several installations: another one's is not ours to delete. */
  private static final String MADE_FOR = "etcdsync.dev/made-for";

  private final KubernetesClient client;
  private final String namespace;
  private final Map<String, String> labels;

  private StandbyApiserver(KubernetesClient client, String namespace, String owner) {
    this.client = client;
    this.namespace = namespace;
    this.labels = Map.of(MANAGED_BY, US, MADE_FOR, owner);
  }

  /**
   * @param owner for which installation something is made, or removed
   * @param timeout of each request
   */
  static StandbyApiserver open(Access access, String namespace, String owner, Duration timeout) {
    try {
      return new StandbyApiserver(
          new KubernetesClientBuilder()
              .withHttpClientFactory(new JdkHttpClientFactory())
              .withConfig(new ConfigBuilder(ClientConfig.of(access, timeout)).build())
              .build(),
          namespace,
          owner);
    } catch (RuntimeException e) {
      // Its message may repeat parts of the file, and that holds secrets.
      throw new BootstrapFailure(
          REFUSED, "What was given to reach the standby's apiserver with cannot be used");
    }
  }

  @Override
  public Optional<Map<String, String>> secret(ObjectName name) {
    return found(name).map(StandbyApiserver::entries);
  }

  @Override
  public boolean isMadeByOthers(String client) {
    boolean kept =
        found(new ObjectName(namespace, client))
            .map(it -> Optional.ofNullable(it.getMetadata().getAnnotations()).orElse(Map.of()))
            .map(it -> client.equals(it.get(CertManager.KEPT_FOR)))
            .orElse(true);
    return !kept || certificate(client).filter(it -> !isMadeByUs(it)).isPresent();
  }

  private Optional<GenericKubernetesResource> certificate(String name) {
    return asked(
        "get Certificate " + name,
        it ->
            Optional.ofNullable(
                it.genericKubernetesResources(CertManager.certificates())
                    .inNamespace(namespace)
                    .withName(name)
                    .get()));
  }

  private static boolean isMadeByUs(HasMetadata object) {
    return US.equals(labels(object).get(MANAGED_BY));
  }

  private static Map<String, String> labels(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of());
  }

  private Optional<Secret> found(ObjectName name) {
    return asked(
        "get Secret " + name.name(),
        name.namespace(),
        it ->
            Optional.ofNullable(
                it.secrets().inNamespace(name.namespace()).withName(name.name()).get()));
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
    return asked(
        "see which resources there are", it -> it.supports(CertManager.VERSION, "Certificate"));
  }

  @Override
  public void apply(Names names, CertificateAuthority ca) {
    Secret secret =
        new SecretBuilder().withMetadata(metadata(names.ca())).withData(encoded(ca.data())).build();
    asked(
        "apply Secret " + names.ca(),
        it -> applied(it.secrets().inNamespace(namespace).resource(secret)));
    apply(CertManager.issuers(), names.issuer(), CertManager.issuer(names));
    apply(CertManager.certificates(), names.client(), CertManager.certificate(names, ca, labels));
  }

  private void apply(ResourceDefinitionContext kind, String name, Map<String, Object> spec) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(CertManager.VERSION);
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
        .addToLabels(labels)
        .build();
  }

  @Override
  public String condition(Names names) {
    return certificate(names.client()).map(CertManager::says).orElse("");
  }

  @Override
  public List<String> remove(Names names) {
    List<String> removed = new ArrayList<>();
    // First what cert-manager would make anew.
    remove(
        "Certificate " + names.client(),
        it ->
            it.genericKubernetesResources(CertManager.certificates())
                .inNamespace(namespace)
                .withName(names.client()),
        removed);
    remove(
        "Issuer " + names.issuer(),
        it ->
            it.genericKubernetesResources(CertManager.issuers())
                .inNamespace(namespace)
                .withName(names.issuer()),
        removed);
    for (String name : List.of(names.client(), names.ca())) {
      remove("Secret " + name, it -> it.secrets().inNamespace(namespace).withName(name), removed);
    }
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
                    .filter(found -> labels(found).entrySet().containsAll(labels.entrySet()))
                    .isPresent());
    if (ours) {
      asked("delete " + what, it -> resource.apply(it).delete());
      removed.add(what);
    }
  }

  private <T> T asked(String what, Function<KubernetesClient, T> question) {
    return asked(what, namespace, question);
  }

  private <T> T asked(String what, String where, Function<KubernetesClient, T> question) {
    try {
      return question.apply(client);
    } catch (KubernetesClientException e) {
      throw failure(what, where, e);
    }
  }

  private static BootstrapFailure failure(String what, String where, KubernetesClientException e) {
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
                  .formatted(what, where),
              e);
      default ->
          // The message may repeat what was sent, and that may have been a key.
          new BootstrapFailure(
              NO_ANSWER,
              "The standby's apiserver was asked to %s in the namespace %s, and answers HTTP %d"
                  .formatted(what, where, e.getCode()));
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
