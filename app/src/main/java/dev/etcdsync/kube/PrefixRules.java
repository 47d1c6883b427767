package dev.etcdsync.kube;

import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.ScopeRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The user's rules about beginnings of keys; the longest that fits decides. */
final class PrefixRules {
  private static final String IN = "scope.prefixes.in";
  private static final String OUT = "scope.prefixes.out";

  private record Rule(Key prefix, Decided decided) {}

  private final List<Rule> longestFirst;

  /**
   * @throws InvalidSetting for the first rule that cannot be used
   */
  PrefixRules(ScopeRules rules, Key registryPrefix) {
    List<Rule> found = new ArrayList<>();
    for (String prefix : rules.prefixesIn()) {
      if (rules.prefixesOut().contains(prefix)) {
        throw new InvalidSetting(
            IN, "\"%s\" stands in %s, too: take it out of one of them".formatted(prefix, OUT));
      }
      found.add(rule(Placement.IN, IN, prefix, registryPrefix));
    }
    for (String prefix : rules.prefixesOut()) {
      found.add(rule(Placement.OUT, OUT, prefix, registryPrefix));
    }
    found.sort(Comparator.comparingInt((Rule rule) -> rule.prefix().length()).reversed());
    this.longestFirst = List.copyOf(found);
  }

  private static Rule rule(Placement placement, String setting, String prefix, Key registryPrefix) {
    Key key = Key.of(prefix);
    if (!key.startsWith(registryPrefix)) {
      throw new InvalidSetting(
          setting,
          "\"%s\" does not begin with the key prefix %s, and nothing outside it is replicated: correct it"
              .formatted(prefix, registryPrefix));
    }
    return new Rule(key, UserRule.decided(placement, setting, prefix));
  }

  /** Whether a rule speaks of some of the keys that begin like this, and not of all. */
  boolean beginWithin(Key beginning) {
    return longestFirst.stream()
        .map(Rule::prefix)
        .anyMatch(it -> it.length() > beginning.length() && it.startsWith(beginning));
  }

  Optional<Decided> decide(Key key) {
    for (Rule rule : longestFirst) {
      if (key.startsWith(rule.prefix())) {
        return Optional.of(rule.decided());
      }
    }
    return Optional.empty();
  }
}
