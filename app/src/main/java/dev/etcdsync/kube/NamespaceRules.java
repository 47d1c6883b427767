package dev.etcdsync.kube;

import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.ScopeRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which namespaces are out: those of the table and the user's, without those taken back. */
final class NamespaceRules {
  private static final String IN = "scope.namespaces.in";
  private static final String OUT = "scope.namespaces.out";
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private final Map<String, Decided> out = new HashMap<>();

  /**
   * @throws InvalidSetting for the first of the user's rules that cannot be used
   */
  NamespaceRules(List<TableRow> table, ScopeRules rules) {
    for (TableRow row : table) {
      if (row instanceof TableRow.OfNamespace namespace) {
        out.put(namespace.namespace(), namespace.decided());
      }
    }
    Set<String> byDefault = new TreeSet<>(out.keySet());
    for (String namespace : rules.namespacesOut()) {
      check(OUT, namespace);
      out.put(namespace, UserRule.decided(Placement.OUT, OUT, namespace));
    }
    Set<String> added = new HashSet<>(rules.namespacesOut());
    for (String namespace : rules.namespacesIn()) {
      check(IN, namespace);
      if (added.contains(namespace)) {
        throw new InvalidSetting(
            IN, "\"%s\" stands in %s, too: take it out of one of them".formatted(namespace, OUT));
      }
      if (!byDefault.contains(namespace)) {
        throw new InvalidSetting(
            IN,
            "\"%s\" is in scope already: this list only takes namespaces back that are out by default, which are %s"
                .formatted(namespace, String.join(", ", byDefault)));
      }
      out.remove(namespace);
    }
  }

  /** Why the namespace is out, if it is. */
  Optional<Decided> out(String namespace) {
    return Optional.ofNullable(out.get(namespace));
  }

  private static void check(String setting, String namespace) {
    if (!LABEL.matcher(namespace).matches()) {
      throw new InvalidSetting(
          setting,
          "\"%s\" is no name of a namespace: give 1 to 63 of a-z, 0-9 and -, with no - at either end"
              .formatted(namespace));
    }
  }
}
