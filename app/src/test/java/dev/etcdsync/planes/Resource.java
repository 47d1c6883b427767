package dev.etcdsync.planes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Where the API has a kind of object that the tests make. */
public record Resource(String apiVersion, String kind, String plural) {
  static final Resource ALPHA = new Resource("planes.example.org/v1", "Alpha", "alphas");
  static final Resource OMEGA = new Resource("planes.example.org/v1", "Omega", "omegas");
  static final Resource VOLUME = new Resource("v1", "PersistentVolume", "persistentvolumes");
  static final Resource CLAIM =
      new Resource("v1", "PersistentVolumeClaim", "persistentvolumeclaims");
  static final Resource DEPLOYMENT = new Resource("apps/v1", "Deployment", "deployments");
  static final Resource STATEFUL_SET = new Resource("apps/v1", "StatefulSet", "statefulsets");
  public static final Resource CONFIG_MAP = new Resource("v1", "ConfigMap", "configmaps");

  private static final List<Resource> KNOWN =
      List.of(
          ALPHA,
          OMEGA,
          VOLUME,
          CLAIM,
          DEPLOYMENT,
          STATEFUL_SET,
          CONFIG_MAP,
          new Resource("v1", "Namespace", "namespaces"),
          new Resource("v1", "Secret", "secrets"),
          new Resource("v1", "Service", "services"),
          new Resource("v1", "ServiceAccount", "serviceaccounts"),
          new Resource("apps/v1", "ReplicaSet", "replicasets"),
          new Resource("apps/v1", "DaemonSet", "daemonsets"),
          new Resource("batch/v1", "CronJob", "cronjobs"),
          new Resource("batch/v1", "Job", "jobs"),
          new Resource(
              "apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions"));

  private String root() {
    return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
  }

  /** The path of all objects of a namespace, or of the cluster where it is empty. */
  String in(String namespace) {
    return root() + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + plural;
  }

  static String collectionOf(JsonNode object) {
    String kind = object.path("kind").asText();
    return KNOWN.stream()
        .filter(known -> known.kind.equals(kind))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no resource of kind " + kind))
        .in(object.at("/metadata/namespace").asText());
  }

  static String pathOf(JsonNode object) {
    return collectionOf(object) + "/" + object.at("/metadata/name").asText();
  }
}
