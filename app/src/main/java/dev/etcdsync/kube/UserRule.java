package dev.etcdsync.kube;

import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.model.Placement;

/** A rule of the user's as a decision names it. */
final class UserRule {
  private UserRule() {}

  static Decided decided(Placement placement, String setting, String rule) {
    return new Decided(placement, "the rule \"%s\" in %s".formatted(rule, setting));
  }
}
