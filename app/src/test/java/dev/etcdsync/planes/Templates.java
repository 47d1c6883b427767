package dev.etcdsync.planes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.real.Json;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Objects as people write them, before the apiserver has seen them. */
public final class Templates {
  private Templates() {}

  static JsonNode namespace(String name) {
    return Json.parse(
        """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}\
        """
            .formatted(name));
  }

  /** An object without a spec that is owned by others. */
  static JsonNode plain(
      String apiVersion, String kind, String namespace, String name, JsonNode... owners) {
    return Json.parse(
        """
        {"apiVersion":"%s","kind":"%s",
         "metadata":{"namespace":"%s","name":"%s","ownerReferences":[%s]}}\
        """
            .formatted(apiVersion, kind, namespace, name, references(owners)));
  }

  static JsonNode plain(Resource resource, String namespace, String name, JsonNode... owners) {
    return plain(resource.apiVersion(), resource.kind(), namespace, name, owners);
  }

  /** Owner references as JSON, for objects that an apiserver has returned. */
  static String references(JsonNode... owners) {
    return Arrays.stream(owners)
        .map(owner -> reference(owner, owner.at("/metadata/uid").asText()))
        .collect(Collectors.joining(","));
  }

  private static String reference(JsonNode owner, String uid) {
    return """
    {"apiVersion":"%s","kind":"%s","name":"%s","uid":"%s"}\
    """
        .formatted(
            owner.path("apiVersion").asText(),
            owner.path("kind").asText(),
            owner.at("/metadata/name").asText(),
            uid);
  }

  /** An object that names an owner which never was. */
  public static JsonNode orphan(Resource resource, String namespace, String name) {
    JsonNode owner = plain(resource, namespace, name + "-owner");
    ((ObjectNode) owner.path("metadata")).put("uid", "00000000-0000-4000-8000-000000000000");
    return plain(resource, namespace, name, owner);
  }

  static JsonNode withFinalizer(JsonNode object) {
    ((ObjectNode) object.path("metadata"))
        .set("finalizers", Json.parse("[\"planes.example.org/hold\"]"));
    return object;
  }

  static JsonNode definition(Resource resource) {
    String group = resource.apiVersion().substring(0, resource.apiVersion().indexOf('/'));
    return Json.parse(
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
         "metadata":{"name":"%2$s.%1$s"},
         "spec":{"group":"%1$s","scope":"Namespaced","names":{"plural":"%2$s","kind":"%3$s"},
          "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":
           {"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}\
        """
            .formatted(group, resource.plural(), resource.kind()));
  }

  private static String pods(String app, String more, String image) {
    return """
    "selector":{"matchLabels":{"app":"%1$s"%2$s}},
    "template":{"metadata":{"labels":{"app":"%1$s"%2$s}},
     "spec":{"containers":[{"name":"c","image":"%3$s"}]}}\
    """
        .formatted(app, more, image);
  }

  /** A ReplicaSet that nobody owns, as a Deployment of the app would have made it. */
  static JsonNode strayReplicaSet(String namespace, String name, String app, String image) {
    String hash = ",\"pod-template-hash\":\"stray\"";
    return Json.parse(
        """
        {"apiVersion":"apps/v1","kind":"ReplicaSet",
         "metadata":{"namespace":"%s","name":"%s","labels":{"app":"%s"%s}},
         "spec":{"replicas":1,%s}}\
        """
            .formatted(namespace, name, app, hash, pods(app, hash, image)));
  }

  static JsonNode deployment(String namespace, String name, String app, String image) {
    return Json.parse(
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"namespace":"%s","name":"%s"},
         "spec":{"replicas":1,%s}}\
        """
            .formatted(namespace, name, pods(app, "", image)));
  }

  static JsonNode daemonSet(String namespace, String name) {
    return Json.parse(
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"namespace":"%s","name":"%s"},
         "spec":{%s}}\
        """
            .formatted(namespace, name, pods(name, "", "x:1")));
  }

  /** A StatefulSet that owns the claims that it makes. */
  static JsonNode statefulSet(String namespace, String name) {
    return Json.parse(
        """
        {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"namespace":"%s","name":"%s"},
         "spec":{"replicas":1,"serviceName":"x",%s,
          "persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Delete","whenScaled":"Retain"},
          "volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"storageClassName":"none",
           "accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]}}\
        """
            .formatted(namespace, name, pods(name, "", "x:1")));
  }

  private static final String JOB =
      """
      {"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"x:1"}]}}}\
      """;

  static JsonNode cronJob(String namespace, String name) {
    return Json.parse(
        """
        {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"namespace":"%s","name":"%s"},
         "spec":{"schedule":"* * * * *","jobTemplate":{"spec":%s}}}\
        """
            .formatted(namespace, name, JOB));
  }

  /** What {@code kubectl create job --from=cronjob/…} makes. */
  static JsonNode job(String namespace, String name, JsonNode cronJob) {
    JsonNode job = plain("batch/v1", "Job", namespace, name, cronJob);
    ((ObjectNode) job).set("spec", Json.parse(JOB));
    return job;
  }

  static JsonNode service(String namespace, String name, String app) {
    return Json.parse(
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"namespace":"%s","name":"%s"},
         "spec":{"selector":{"app":"%s"},"ports":[{"port":80}]}}\
        """
            .formatted(namespace, name, app));
  }

  /** A volume that is kept for a claim, and whose data goes with it. */
  static JsonNode volume(String name, String namespace, String claim) {
    return Json.parse(
        """
        {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"%s"},
         "spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],
          "persistentVolumeReclaimPolicy":"Delete","storageClassName":"manual",
          "hostPath":{"path":"/nowhere"},"claimRef":{"namespace":"%s","name":"%s"}}}\
        """
            .formatted(name, namespace, claim));
  }

  static JsonNode claim(String namespace, String name, String volume) {
    return Json.parse(
        """
        {"apiVersion":"v1","kind":"PersistentVolumeClaim",
         "metadata":{"namespace":"%s","name":"%s"},
         "spec":{"storageClassName":"manual","volumeName":"%s","accessModes":["ReadWriteOnce"],
          "resources":{"requests":{"storage":"1Gi"}}}}\
        """
            .formatted(namespace, name, volume));
  }
}
