package dev.etcdsync.kube;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a stored object says of itself, as far as replication needs it. Annotations are left out:
 * they can repeat the whole object, Secrets' contents included ({@code
 * kubectl.kubernetes.io/last-applied-configuration}).
 *
 * <p>Source: ObjectMeta in {@code k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto}: name 1,
 * namespace 3, uid 5, creationTimestamp 8, deletionTimestamp 9, labels 11, ownerReferences 13,
 * finalizers 14, managedFields 17.
 *
 * @param apiVersion of the stored form; {@code group/version}, or {@code version} in the core group
 * @param namespace empty for objects of the cluster
 * @param uid empty if the object has none
 * @param created when the apiserver created it; empty if it does not say so
 * @param deleting whether it has a deletion timestamp: it goes once its finalizers are gone
 * @param managers in the order in which they are stored
 */
public record ObjectMeta(
    String apiVersion,
    String kind,
    Optional<String> namespace,
    String name,
    String uid,
    Optional<Instant> created,
    Map<String, String> labels,
    List<OwnerReference> ownerReferences,
    List<String> finalizers,
    boolean deleting,
    List<FieldManager> managers) {

  public ObjectMeta {
    labels = Map.copyOf(labels);
    ownerReferences = List.copyOf(ownerReferences);
    finalizers = List.copyOf(finalizers);
    managers = List.copyOf(managers);
  }
}
