package dev.etcdsync.kube;

/**
 * An entry of {@code metadata.ownerReferences}. The owner lies in the same namespace, or in none.
 *
 * <p>Source: OwnerReference in {@code k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto}: kind
 * 1, name 3, uid 4, apiVersion 5, controller 6.
 *
 * @param apiVersion {@code group/version}, or {@code version} in the core group
 * @param controller whether this owner is the one that controls the object
 */
public record OwnerReference(
    String apiVersion, String kind, String name, String uid, boolean controller) {

  /** The API group of the owner; empty for the core group. */
  public String group() {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }
}
