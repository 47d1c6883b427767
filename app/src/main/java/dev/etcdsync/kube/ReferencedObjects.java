package dev.etcdsync.kube;

import dev.etcdsync.model.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects that others name in their spec, where a controller acts on whether they exist: a
 * PersistentVolume's claim and a VolumeSnapshotContent's snapshot (without them the volume or the
 * snapshot is released, and perhaps deleted), and the Services of webhooks.
 *
 * <p>Sources: {@code k8s.io/api/core/v1/generated.proto} (PersistentVolume: spec 2;
 * PersistentVolumeSpec: claimRef 4; ObjectReference: kind 1, namespace 2, name 3, uid 4), {@code
 * k8s.io/api/admissionregistration/v1/generated.proto} (both webhook configurations: webhooks 2;
 * both webhooks: clientConfig 2; WebhookClientConfig: service 1; ServiceReference: namespace 1,
 * name 2), {@code kubernetes-csi/external-snapshotter/client/apis/volumesnapshot/v1/types.go}
 * (VolumeSnapshotContentSpec: volumeSnapshotRef), and the json tags beside them.
 */
public final class ReferencedObjects {
  private static final String ADMISSION = "admissionregistration.k8s.io";
  private static final ReferencePlace WEBHOOKS =
      new ReferencePlace(
          "Service",
          "",
          "services/specs",
          List.of("webhooks", "clientConfig", "service"),
          List.of(2, 2, 1),
          new ReferencePlace.Fields(ReferencePlace.ABSENT, 1, 2, ReferencePlace.ABSENT));

  private static final Map<ApiResource, ReferencePlace> PLACES =
      Map.of(
          new ApiResource("", "persistentvolumes"),
          new ReferencePlace(
              "PersistentVolumeClaim",
              "",
              "persistentvolumeclaims",
              List.of("spec", "claimRef"),
              List.of(2, 4),
              new ReferencePlace.Fields(1, 2, 3, 4)),
          new ApiResource("snapshot.storage.k8s.io", "volumesnapshotcontents"),
          new ReferencePlace(
              "VolumeSnapshot",
              "snapshot.storage.k8s.io",
              "volumesnapshots",
              List.of("spec", "volumeSnapshotRef"),
              // A custom resource is never stored as protobuf.
              List.of(),
              new ReferencePlace.Fields(1, 2, 3, 4)),
          new ApiResource(ADMISSION, "validatingwebhookconfigurations"),
          WEBHOOKS,
          new ApiResource(ADMISSION, "mutatingwebhookconfigurations"),
          WEBHOOKS);

  private ReferencedObjects() {}

  /** Whether objects of this resource name others, as far as they are read here. */
  public static boolean isNaming(ApiResource resource) {
    return PLACES.containsKey(resource);
  }

  /**
   * What the object names; an empty list if nothing.
   *
   * @return empty if the value cannot be read; never for a resource that names nothing
   */
  public static Optional<List<ObjectReference>> of(ApiResource resource, Value value) {
    ReferencePlace place = PLACES.get(resource);
    if (place == null) {
      return Optional.of(List.of());
    }
    List<ObjectReference> found = new ArrayList<>();
    byte[] bytes = value.bytes();
    try {
      switch (ValueForm.of(bytes)) {
        case PROTOBUF -> place.readProtobuf(bytes, found::add);
        case JSON -> place.readJson(bytes, found::add);
        case CBOR, ENCRYPTED, UNKNOWN -> {
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(List.copyOf(found));
  }
}
