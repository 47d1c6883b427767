package dev.etcdsync.view;

import dev.etcdsync.check.Difference;
import java.util.ArrayList;
import java.util.List;

/** What to do about what a comparison has found. */
final class CheckAdvice {
  private CheckAdvice() {}

  /** Lines for people; they name only what exists. */
  static List<String> of(Difference difference, String link) {
    List<String> lines = new ArrayList<>();
    lines.add("What to do:");
    if (difference.missed().count() + difference.different().count() > 0) {
      lines.add(
          "- Missed and different keys: first end the cause, where one is given: what deletes or");
      lines.add(
          "  changes objects on the standby will do it again. A leader that follows writes them back by");
      lines.add("  itself; to have it look now, give it the standby's URL:");
      lines.add("      etcd-sync heal --link " + link + " --standby URL");
      lines.add("  Until etcd-sync check says CLEAN, do not fail over and do not uninstall.");
    }
    if (difference.stale().count() > 0) {
      lines.add(
          "- Stale surplus keys: the primary has deleted them. Delete them on the standby, the");
      lines.add("  dependents before their owners: with kubectl delete, and what is held with");
      lines.add("      etcdctl del /etcd-sync/" + link + "/held/KEY");
    }
    if (difference.local().count() > 0) {
      lines.add(
          "- The standby's own surplus keys never came from the primary, and nothing of etcd-sync");
      lines.add("  touches them. They are no fault; delete with kubectl what nobody needs.");
    }
    if (lines.size() == 1) {
      lines.add("- Nothing.");
    }
    return lines;
  }
}
