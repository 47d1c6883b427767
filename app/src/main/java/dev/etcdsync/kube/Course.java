package dev.etcdsync.kube;

import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.model.Placement;
import java.util.List;

/**
 * What the rules say of a resource, as far as a key tells.
 *
 * @param asked rules that decide if their condition on the value holds, in this order
 * @param last what holds if none does
 */
record Course(List<ResourceRule> asked, Decided last) {
  static Course straight(Decided decided) {
    return new Course(List.of(), decided);
  }

  /** What the value makes of it. */
  Decided decide(ReadObject object) {
    for (ResourceRule rule : asked) {
      if (rule.condition() instanceof Condition.OfValue condition && condition.holds(object)) {
        return rule.decided();
      }
    }
    return last;
  }

  /** Whether the value cannot change it, whatever the owners. */
  boolean isSettled() {
    return asked.isEmpty() && last.placement() != Placement.IN;
  }
}
