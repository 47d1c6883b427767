package dev.etcdsync.planes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** What kubectl reads at one apiserver, as far as both sides shall have it alike. */
public record Inventory(Map<String, JsonNode> objects) {
  /** Held until promotion; with them goes what Jobs own. */
  private static final Set<String> HELD = Set.of("CronJob", "Job");

  /** One cluster's own, or living by the second. The services here all have selectors. */
  private static final Set<String> OWN_KINDS =
      Set.of(
          "APIService",
          "CertificateSigningRequest",
          "ComponentStatus",
          "CSINode",
          "CSIStorageCapacity",
          "Endpoints",
          "EndpointSlice",
          "Event",
          "IPAddress",
          "Lease",
          "LeaseCandidate",
          "Node",
          "Pod",
          "ResourceSlice",
          "ServiceCIDR",
          "StorageVersion",
          "StorageVersionMigration",
          "VolumeAttachment");

  /** One is no resource any more, the other is listed under its newer name. */
  private static final Set<String> UNLISTED = Set.of("componentstatuses", "events");

  /** The last one is of images that kind publishes: its volumes are folders of their node. */
  private static final Set<String> OWN_NAMESPACES =
      Set.of("default", "kube-node-lease", "kube-public", "kube-system", "local-path-storage");

  /** Lists every resource; fails where the apiserver cannot list one. */
  static Inventory of(ControlPlane plane) {
    return of(plane.kubectl());
  }

  /** The same as a given client sees it. */
  public static Inventory of(Kubectl kubectl) {
    Map<String, JsonNode> objects = new TreeMap<>();
    for (JsonNode object :
        kubectl
            .list(
                kubectl.resources().stream()
                    .filter(resource -> !UNLISTED.contains(resource))
                    .toList())
            .path("items")) {
      if (isShared(object)) {
        objects.put(ObjectId.of(object).toString(), object);
      }
    }
    return new Inventory(objects);
  }

  /** Only what is in these namespaces, or in none. */
  public Inventory in(List<String> namespaces) {
    Map<String, JsonNode> some = new TreeMap<>(objects);
    some.values()
        .removeIf(object -> {
          String namespace = ObjectId.of(object).namespace();
          return !namespace.isEmpty() && !namespaces.contains(namespace);
        });
    return new Inventory(some);
  }

  private static boolean isShared(JsonNode object) {
    ObjectId id = ObjectId.of(object);
    boolean held = HELD.contains(id.kind());
    for (JsonNode owner : object.at("/metadata/ownerReferences")) {
      held |= HELD.contains(owner.path("kind").asText());
    }
    return !held
        && !OWN_KINDS.contains(id.kind())
        && !OWN_NAMESPACES.contains(id.namespace())
        && !(id.kind().equals("Namespace") && OWN_NAMESPACES.contains(id.name()))
        && !(id.kind().equals("ConfigMap") && id.name().equals("kube-root-ca.crt"));
  }

  /** What differs from another side, each with both sides' uids; empty where nothing does. */
  Map<String, String> differences(Inventory other, BiPredicate<JsonNode, JsonNode> alike) {
    Set<String> all = new TreeSet<>(objects.keySet());
    all.addAll(other.objects.keySet());
    return all.stream()
        .filter(id -> {
          JsonNode here = objects.get(id);
          JsonNode there = other.objects.get(id);
          return here == null || there == null || !alike.test(here, there);
        })
        .collect(
            Collectors.toMap(
                id -> id,
                id -> uid(objects.get(id)) + " and " + uid(other.objects.get(id)),
                (a, b) -> a,
                TreeMap::new));
  }

  /** What differs on a standby in more than its own controllers may have written. */
  public Map<String, String> unlike(Inventory standby, StandbyRecord record) {
    Set<String> foreign = record.writtenByOthers();
    return differences(
        standby,
        (here, there) ->
            withoutVersion(here).equals(withoutVersion(there))
                || (foreign.stream().anyMatch(ObjectId.of(there)::hasKey)
                    && withoutStatus(here).equals(withoutStatus(there))));
  }

  /** What another side does not have as the same object. */
  List<ObjectId> missingIn(Inventory other) {
    return objects.entrySet().stream()
        .filter(it ->
            !other.objects.containsKey(it.getKey())
                || !haveOneUid(it.getValue(), other.objects.get(it.getKey())))
        .map(it -> ObjectId.of(it.getValue()))
        .toList();
  }

  private static String uid(JsonNode object) {
    return object == null ? "none" : object.at("/metadata/uid").asText();
  }

  /** The same object, not another one of that name. */
  static boolean haveOneUid(JsonNode one, JsonNode other) {
    return Objects.equals(uid(one), uid(other));
  }

  /** An object less what no two apiservers have alike. */
  private static JsonNode withoutVersion(JsonNode object) {
    ObjectNode copy = object.deepCopy();
    ((ObjectNode) copy.path("metadata")).remove("resourceVersion");
    return copy;
  }

  /** The same less what controllers write while they do their work. */
  private static JsonNode withoutStatus(JsonNode object) {
    ObjectNode copy = (ObjectNode) withoutVersion(object);
    copy.remove("status");
    ((ObjectNode) copy.path("metadata")).remove(Set.of("managedFields", "generation"));
    return copy;
  }
}
