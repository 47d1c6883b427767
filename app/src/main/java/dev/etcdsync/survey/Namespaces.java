package dev.etcdsync.survey;

import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.kube.ObjectKey;
import dev.etcdsync.model.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which namespaces have objects in scope, and which of them are there. Used by one thread. */
final class Namespaces {
  private final Map<String, Long> holding = new TreeMap<>();
  private final Map<String, Decided> met = new HashMap<>();

  /** An object in scope. */
  void hold(ObjectKey object) {
    object.namespace().ifPresent(namespace -> holding.merge(namespace, 1L, Long::sum));
  }

  /** Any object; those that are Namespaces count. */
  void meet(ObjectKey object, Decided decided) {
    if (object.isNamespace()) {
      met.put(object.name(), decided);
    }
  }

  /** The namespaces of objects in scope that are not in scope themselves. */
  List<LostNamespace> lost() {
    List<LostNamespace> lost = new ArrayList<>();
    holding.forEach((namespace, keys) -> {
      Decided decided = met.get(namespace);
      if (decided == null) {
        lost.add(new LostNamespace(namespace, keys, "the primary has no such Namespace any more"));
      } else if (decided.placement() != Placement.IN) {
        lost.add(
            new LostNamespace(
                namespace,
                keys,
                "the Namespace is " + decided.placement().label() + ": " + decided.sort()));
      }
    });
    return lost;
  }
}
