package dev.etcdsync.view;

import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
      if (holdsHeld(difference)) {
        lines.add(
            "  What is held is not healed so: each change on the primary replicates it anew. To make all");
        lines.add(
            "  equal at once, stop etcd-sync, delete its record, and start it again; before that delete");
        lines.add("  what is stale, which cannot be told from the standby's own afterwards:");
        lines.add("      etcdctl del --prefix /etcd-sync/" + link + "/");
      }
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

  private static boolean holdsHeld(Difference difference) {
    return Stream.of(difference.missed(), difference.different())
        .flatMap(sort -> sort.listed().stream())
        .anyMatch(Found::held);
  }
}
