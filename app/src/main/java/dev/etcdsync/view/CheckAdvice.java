package dev.etcdsync.view;

import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import dev.etcdsync.check.FoundKeys;
import java.util.ArrayList;
import java.util.List;

/** What to do about what a comparison has found. */
final class CheckAdvice {
  private CheckAdvice() {}

  /** Lines for people; they name only what exists. */
  static List<String> of(Difference difference, StandbyCommand standby) {
    List<String> lines = new ArrayList<>();
    lines.add("What to do:");
    if (difference.missed().count() + difference.different().count() > 0) {
      lines.add(
          "- Missed and different keys: first end the cause, where one is given: what deletes or");
      lines.add(
          "  changes objects on the standby will do it again. A leader that follows writes them back by");
      lines.add("  itself; to have it look now:");
      lines.add("      " + standby.etcdSync("heal"));
      lines.add("  Until etcd-sync check says CLEAN, do not fail over and do not uninstall.");
    }
    if (difference.stale().count() > 0) {
      lines.add(
          "- Stale surplus keys: the primary has deleted them. Delete them on the standby, the");
      lines.add(
          "  dependents before their owners. With kubectl, or as etcd-sync would, for the first:");
      lines.add("      " + standby.etcdctlDelete(stored(difference.stale(), standby)));
    }
    if (difference.local().count() > 0) {
      lines.add(
          "- The standby's own surplus keys never came from the primary, and nothing of etcd-sync");
      lines.add(
          "  touches them. They are no fault. To see them all, and to delete what nobody needs");
      lines.add("  (it asks first, and keeps a file to restore from):");
      lines.add("      " + standby.etcdSync("surplus", "list"));
      lines.add("      " + standby.etcdSync("surplus", "delete", key(difference.local())));
    }
    if (lines.size() == 1) {
      lines.add("- Nothing.");
    }
    return lines;
  }

  private static String stored(FoundKeys keys, StandbyCommand standby) {
    Found first = keys.listed().getFirst();
    return (first.held() ? standby.keys().held(first.key()) : first.key()).toString();
  }

  private static String key(FoundKeys keys) {
    return keys.listed().getFirst().key().toString();
  }
}
