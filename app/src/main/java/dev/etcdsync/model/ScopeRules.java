package dev.etcdsync.model;

import java.util.List;

/**
 * What the user adds to the table of what is replicated, and takes from it; as written, not yet
 * understood.
 *
 * @param namespacesIn taken back from those that are out by default
 * @param namespacesOut further ones that are out
 * @param resourcesIn {@code resource}, {@code group/resource}, {@code group/*} or {@code *.group/*}
 * @param resourcesOut likewise
 * @param resourcesHeld {@code group/resource:Kind}
 * @param prefixesIn beginnings of keys; the longest that fits a key decides, over all else
 * @param prefixesOut likewise
 */
public record ScopeRules(
    List<String> namespacesIn,
    List<String> namespacesOut,
    List<String> resourcesIn,
    List<String> resourcesOut,
    List<String> resourcesHeld,
    List<String> prefixesIn,
    List<String> prefixesOut) {

  public ScopeRules {
    namespacesIn = List.copyOf(namespacesIn);
    namespacesOut = List.copyOf(namespacesOut);
    resourcesIn = List.copyOf(resourcesIn);
    resourcesOut = List.copyOf(resourcesOut);
    resourcesHeld = List.copyOf(resourcesHeld);
    prefixesIn = List.copyOf(prefixesIn);
    prefixesOut = List.copyOf(prefixesOut);
  }

  /** No rules: the table alone decides. */
  public static ScopeRules none() {
    return new ScopeRules(
        List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }
}
