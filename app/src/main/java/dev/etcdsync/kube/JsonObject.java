package dev.etcdsync.kube;

import java.io.IOException;
import java.util.Optional;

/**
 * Reads the metadata of an object stored as JSON: custom resources, CustomResourceDefinitions,
 * APIServices, and built-in ones where the apiserver runs with {@code
 * --storage-media-type=application/json}.
 *
 * <p>Source: the json tags in {@code k8s.io/apimachinery/pkg/apis/meta/v1/types.go}. The apiserver
 * writes members in alphabetical order, so all that is wanted stands before the spec.
 */
final class JsonObject {
  private final JsonDocument in;
  private final ObjectMetaBuilder meta = new ObjectMetaBuilder();
  private boolean found;

  private JsonObject(JsonDocument in) {
    this.in = in;
  }

  /** Empty if the object has no metadata. */
  static Optional<ObjectMeta> read(byte[] bytes) throws IOException {
    try (JsonDocument in = new JsonDocument(bytes)) {
      JsonObject object = new JsonObject(in);
      in.members(object::object);
      return object.found ? Optional.of(object.meta.build()) : Optional.empty();
    }
  }

  private void object(String member) throws IOException {
    switch (member) {
      case "apiVersion" -> meta.apiVersion = in.text();
      case "kind" -> meta.kind = in.text();
      case "metadata" -> {
        in.members(this::metadata);
        found = true;
      }
      default -> in.skip();
    }
    if (found && !meta.apiVersion.isEmpty() && !meta.kind.isEmpty()) {
      in.enough();
    }
  }

  private void metadata(String member) throws IOException {
    switch (member) {
      case "name" -> meta.name = in.text();
      case "namespace" -> meta.namespace = in.text();
      case "uid" -> meta.uid = in.text();
      case "creationTimestamp" -> meta.created = Rfc3339.parse(in.text());
      case "deletionTimestamp" -> meta.deleting = !in.text().isEmpty();
      case "labels" -> in.members(key -> meta.labels.put(key, in.text()));
      case "ownerReferences" -> in.elements(this::ownerReference);
      case "finalizers" -> in.elements(() -> meta.finalizers.add(in.text()));
      case "managedFields" -> in.elements(this::manager);
      default -> in.skip();
    }
  }

  private void ownerReference() throws IOException {
    String[] texts = {"", "", "", ""};
    boolean[] controller = {false};
    in.members(member -> {
      switch (member) {
        case "apiVersion" -> texts[0] = in.text();
        case "kind" -> texts[1] = in.text();
        case "name" -> texts[2] = in.text();
        case "uid" -> texts[3] = in.text();
        case "controller" -> controller[0] = in.yes();
        default -> in.skip();
      }
    });
    meta.ownerReferences.add(
        new OwnerReference(texts[0], texts[1], texts[2], texts[3], controller[0]));
  }

  private void manager() throws IOException {
    String[] texts = {"", "", "", ""};
    in.members(member -> {
      switch (member) {
        case "manager" -> texts[0] = in.text();
        case "operation" -> texts[1] = in.text();
        case "time" -> texts[2] = in.text();
        case "subresource" -> texts[3] = in.text();
        default -> in.skip();
      }
    });
    meta.managers.add(new FieldManager(texts[0], texts[1], Rfc3339.parse(texts[2]), texts[3]));
  }
}
