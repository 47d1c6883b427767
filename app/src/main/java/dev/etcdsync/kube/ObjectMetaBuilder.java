package dev.etcdsync.kube;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects metadata while a value is read, in whatever order its fields come. */
final class ObjectMetaBuilder {
  String apiVersion = "";
  String kind = "";
  String namespace = "";
  String name = "";
  String uid = "";
  Optional<Instant> created = Optional.empty();
  boolean deleting;
  final Map<String, String> labels = new HashMap<>();
  final List<OwnerReference> ownerReferences = new ArrayList<>();
  final List<String> finalizers = new ArrayList<>();
  final List<FieldManager> managers = new ArrayList<>();

  ObjectMeta build() {
    return new ObjectMeta(
        apiVersion,
        kind,
        namespace.isEmpty() ? Optional.empty() : Optional.of(namespace),
        name,
        uid,
        created,
        labels,
        ownerReferences,
        finalizers,
        deleting,
        managers);
  }
}
