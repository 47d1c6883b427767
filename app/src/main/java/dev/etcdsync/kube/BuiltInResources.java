package dev.etcdsync.kube;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The resources that the apiserver stores without their API group, and what the API calls them: all
 * but CustomResourceDefinitions, APIServices and custom resources.
 *
 * <p>From {@code test/integration/etcd/data.go} and {@code
 * pkg/kubeapiserver/default_storage_factory_builder.go} (SpecialDefaultResourcePrefixes,
 * AddCohabitatingResources) of kubernetes/kubernetes 1.34.
 */
final class BuiltInResources {
  /** Groups that shared the storage of others, and named the same resources. */
  private static final Set<String> ALIASES = Set.of("extensions", "events.k8s.io");

  private static final Map<String, ApiResource> BY_STORAGE = read();
  private static final Map<String, ApiResource> BY_NAME = byName();
  private static final Set<String> GROUPS = groups();

  private BuiltInResources() {}

  /** What the API calls the resource stored under this segment; core group if it is unknown. */
  static ApiResource storedAs(String storage) {
    ApiResource known = BY_STORAGE.get(storage);
    return known == null ? new ApiResource("", storage) : known;
  }

  /** The built-in resource of this API name, whatever its group. */
  static Optional<ApiResource> named(String resource) {
    return Optional.ofNullable(BY_NAME.get(resource));
  }

  /** The built-in resource of this API name that this group has, or had in earlier versions. */
  static Optional<ApiResource> of(String group, String resource) {
    return named(resource).filter(it -> it.group().equals(group) || ALIASES.contains(group));
  }

  /** Under which segment the apiserver stores a built-in resource; empty if it is none. */
  static Optional<String> storageOf(ApiResource api) {
    return BY_STORAGE.entrySet().stream()
        .filter(it -> it.getValue().equals(api))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Whether resources of this group are stored without it. */
  static boolean isGroup(String group) {
    return GROUPS.contains(group) || ALIASES.contains(group);
  }

  private static Map<String, ApiResource> read() {
    Map<String, ApiResource> found = new HashMap<>();
    for (String line : TextResource.lines("built-in-resources.txt")) {
      String[] words = line.strip().split(" +", -1);
      if (words[0].isEmpty() || words[0].startsWith("#")) {
        continue;
      }
      String group = words[1].equals("-") ? "" : words[1];
      found.put(words[0], new ApiResource(group, words.length > 2 ? words[2] : words[0]));
    }
    return Map.copyOf(found);
  }

  private static Map<String, ApiResource> byName() {
    Map<String, ApiResource> found = new HashMap<>();
    BY_STORAGE.values().forEach(api -> found.put(api.resource(), api));
    return Map.copyOf(found);
  }

  private static Set<String> groups() {
    Set<String> found = new HashSet<>();
    BY_STORAGE.values().forEach(api -> found.add(api.group()));
    return Set.copyOf(found);
  }
}
