package dev.etcdsync.kube;

import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.ScopeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The user's rules about resources. The narrowest that fits a resource decides. */
final class ResourceRules {
  private static final String IN = "scope.resources.in";
  private static final String OUT = "scope.resources.out";
  private static final String HELD = "scope.resources.held";

  private record Written(String setting, ResourceRule rule) {}

  private final List<Written> written = new ArrayList<>();
  private final ByResource rules;

  /**
   * @throws InvalidSetting for the first rule that cannot be used
   */
  ResourceRules(ScopeRules given, List<ResourceRule> table) {
    given.resourcesOut().forEach(text -> add(Placement.OUT, OUT, text));
    given.resourcesHeld().forEach(text -> add(Placement.HELD, HELD, text));
    List<Written> others = List.copyOf(written);
    given.resourcesIn().forEach(text -> add(Placement.IN, IN, text));
    for (Written rule : written) {
      if (rule.rule().placement() == Placement.IN) {
        checkOfUse(rule.rule().pattern(), table, others);
      }
    }
    this.rules = new ByResource(all());
  }

  /** Every rule. */
  List<ResourceRule> all() {
    return written.stream().map(Written::rule).toList();
  }

  /** The rule that decides about the resource. */
  Optional<ResourceRule> of(ApiResource resource) {
    return rules.narrowestFirst(resource).stream().findFirst();
  }

  private void add(Placement placement, String setting, String text) {
    ResourcePattern pattern = parse(setting, text);
    checkKind(placement, setting, pattern);
    for (Written other : written) {
      if (other.rule().pattern().sameAs(pattern)) {
        throw new InvalidSetting(
            setting,
            other.setting().equals(setting)
                ? "\"%s\" stands there twice: take it away once".formatted(text)
                : "\"%s\" stands in %s, too: take it out of one of them"
                    .formatted(text, other.setting()));
      }
    }
    written.add(
        new Written(
            setting,
            new ResourceRule(
                pattern, new Condition.Always(), UserRule.decided(placement, setting, text))));
  }

  private static ResourcePattern parse(String setting, String text) {
    try {
      return ResourcePattern.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidSetting(setting, "\"%s\" %s".formatted(text, e.getMessage()));
    }
  }

  private static void checkKind(Placement placement, String setting, ResourcePattern pattern) {
    switch (placement) {
      case IN -> {
        if (pattern.kind().isPresent()) {
          throw new InvalidSetting(
              setting,
              "\"%s\" names a kind, which only what is out or held needs: write %s"
                  .formatted(pattern.text(), withoutKind(pattern)));
        }
      }
      case OUT -> {}
      case HELD -> {
        if (pattern.api().isEmpty()) {
          throw new InvalidSetting(
              setting,
              "\"%s\" names a whole group: name each resource with its kind, such as batch/jobs:Job"
                  .formatted(pattern.text()));
        }
        if (pattern.kind().isEmpty()) {
          throw new InvalidSetting(
              setting,
              "\"%s\" names no kind, by which the objects that it owns are told, to be held with it: write it like batch/jobs:Job"
                  .formatted(pattern.text()));
        }
      }
    }
  }

  private static String withoutKind(ResourcePattern pattern) {
    return pattern.text().substring(0, pattern.text().indexOf(':'));
  }

  /** A rule that changes nothing was probably meant to say that all else is out. */
  private static void checkOfUse(
      ResourcePattern pattern, List<ResourceRule> table, List<Written> others) {
    boolean ofUse =
        table.stream()
                .map(ResourceRule::pattern)
                .anyMatch(it -> it.covers(pattern) || pattern.covers(it))
            || others.stream().anyMatch(it -> it.rule().pattern().covers(pattern));
    if (!ofUse) {
      throw new InvalidSetting(
          IN,
          "\"%s\" is in scope already: this list only takes back what is out or held by default or by a wider rule"
              .formatted(pattern.text()));
    }
  }
}
