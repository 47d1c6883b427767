package dev.etcdsync.kube;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rules, found by the resource that is asked for without trying one after the other. */
final class ByResource {
  private final Map<ApiResource, List<ResourceRule>> one = new HashMap<>();
  private final Map<String, List<ResourceRule>> group = new HashMap<>();
  private final Map<String, List<ResourceRule>> below = new HashMap<>();
  private final Map<ResourceRule, Integer> order = new HashMap<>();

  ByResource(List<ResourceRule> rules) {
    for (ResourceRule rule : rules) {
      ResourcePattern pattern = rule.pattern();
      switch (pattern.breadth()) {
        case RESOURCE ->
            pattern
                .targets()
                .forEach(api -> one.computeIfAbsent(api, _ -> new ArrayList<>()).add(rule));
        case GROUP -> group.computeIfAbsent(pattern.group(), _ -> new ArrayList<>()).add(rule);
        case GROUPS_BELOW ->
            below.computeIfAbsent(pattern.group(), _ -> new ArrayList<>()).add(rule);
      }
      order.putIfAbsent(rule, order.size());
    }
  }

  /** The rules for the resource: those that name it first, then those for ever more. */
  List<ResourceRule> narrowestFirst(ApiResource resource) {
    List<ResourceRule> named = one.getOrDefault(resource, List.of());
    List<ResourceRule> wider = wider(resource.group());
    if (wider.isEmpty()) {
      return named;
    }
    List<ResourceRule> found = new ArrayList<>(named);
    found.addAll(wider);
    return found;
  }

  /** The rules for the resource, as they were given. */
  List<ResourceRule> inOrder(ApiResource resource) {
    List<ResourceRule> named = one.getOrDefault(resource, List.of());
    List<ResourceRule> wider = wider(resource.group());
    if (wider.isEmpty()) {
      return named;
    }
    List<ResourceRule> found = new ArrayList<>(named);
    found.addAll(wider);
    found.sort(Comparator.comparingInt(rule -> order.getOrDefault(rule, 0)));
    return found;
  }

  private List<ResourceRule> wider(String apiGroup) {
    List<ResourceRule> found = new ArrayList<>(group.getOrDefault(apiGroup, List.of()));
    int dot = below.isEmpty() ? -1 : 0;
    String parent = apiGroup;
    while (dot >= 0) {
      found.addAll(below.getOrDefault(parent, List.of()));
      dot = parent.indexOf('.');
      parent = parent.substring(dot + 1);
    }
    return found;
  }
}
