package dev.etcdsync.kube;

import dev.etcdsync.model.Value;
import java.util.List;
import java.util.function.Predicate;

/**
 * A stored object whose metadata could be read, for conditions to ask.
 *
 * @param absent which other objects are not replicated
 */
record ReadObject(ApiResource resource, ObjectMeta meta, Value value, Predicate<ObjectKey> absent) {

  /** Whether its spec names an object that is not replicated. */
  boolean namesSomethingOut() {
    return ReferencedObjects.of(resource, value).orElse(List.of()).stream()
        .map(ObjectReference::key)
        .anyMatch(absent);
  }
}
