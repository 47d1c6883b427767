package dev.etcdsync.kube;

import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.model.Placement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What becomes of an object on account of its owners. The standby's garbage collector deletes an
 * object none of whose owners is there, so one that a held object owns is held with it, and one
 * that has owners, all of them out, is out.
 */
final class Followers {
  private record Kind(String group, String kind) {}

  private final Map<Kind, Decided> owners = new LinkedHashMap<>();

  /**
   * @param table every rule of the table
   * @param rules the user's, which win
   */
  Followers(List<ResourceRule> table, ResourceRules rules) {
    for (ResourceRule row : table) {
      row.pattern()
          .api()
          .flatMap(rules::of)
          .or(() -> Optional.of(row))
          .ifPresent(rule -> add(row.pattern(), rule.decided()));
    }
    rules.all().forEach(rule -> add(rule.pattern(), rule.decided()));
  }

  private void add(ResourcePattern pattern, Decided decided) {
    if (decided.placement() != Placement.IN) {
      pattern.kind().ifPresent(kind -> owners.put(new Kind(pattern.group(), kind), decided));
    }
  }

  /** What the owners make of an object that would be in; empty if they leave it in. */
  Optional<Decided> follow(List<OwnerReference> references) {
    Optional<Decided> out = Optional.empty();
    boolean allOut = true;
    for (OwnerReference owner : references) {
      Optional<Decided> of = Optional.ofNullable(owners.get(new Kind(owner.group(), owner.kind())));
      if (of.filter(it -> it.placement() == Placement.HELD).isPresent()) {
        return of.map(it -> because(owner, it));
      }
      allOut &= of.isPresent();
      if (out.isEmpty()) {
        out = of.map(it -> because(owner, it));
      }
    }
    return allOut ? out : Optional.empty();
  }

  private static Decided because(OwnerReference owner, Decided decided) {
    return new Decided(
        decided.placement(),
        "its owner, the %s %s, is %s by %s"
            .formatted(owner.kind(), owner.name(), decided.placement().label(), decided.reason()),
        "its owner, a %s, is %s by %s"
            .formatted(owner.kind(), decided.placement().label(), decided.reason()));
  }

  /** What is asked of an object's owners, in words; empty if nothing is. */
  String question() {
    return List.of(Placement.HELD, Placement.OUT).stream()
        .flatMap(placement -> question(placement).stream())
        .collect(Collectors.joining("; "));
  }

  private Optional<String> question(Placement placement) {
    String kinds =
        owners.entrySet().stream()
            .filter(owner -> owner.getValue().placement() == placement)
            .map(owner -> owner.getKey().kind())
            .sorted()
            .collect(Collectors.joining(" or a "));
    if (kinds.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        placement == Placement.HELD
            ? "held if a " + kinds + " owns it"
            : "out if nothing but a " + kinds + " owns it");
  }
}
