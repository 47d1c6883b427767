package dev.etcdsync.kube;

import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.model.Placement;

/** A row of the table, or a rule of the user's, that speaks of resources. */
record ResourceRule(ResourcePattern pattern, Condition condition, Decided decided) {

  static ResourceRule of(TableRow.OfResource row) {
    return new ResourceRule(row.pattern(), row.condition(), row.decided());
  }

  Placement placement() {
    return decided.placement();
  }
}
