package dev.etcdsync.view;

import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import dev.etcdsync.check.FoundKeys;
import dev.etcdsync.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      lines.add("- Stale surplus keys: they were the primary's, and belong there no more.");
      first(difference.stale(), false)
          .ifPresent(key -> {
            lines.add(
                "  Delete them on the standby, the dependents before their owners. With kubectl, or,");
            lines.add("  for the first:");
            lines.add("      " + standby.etcdctlDelete(key.toString()));
          });
      first(difference.stale(), true)
          .ifPresent(key -> {
            lines.add(
                "  What is held stands aside, where no apiserver sees it. A leader that runs does not");
            lines.add("  mind that you delete it there. For the first:");
            lines.add("      " + standby.etcdctlDelete(standby.keys().held(key).toString()));
          });
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

  private static Optional<Key> first(FoundKeys keys, boolean held) {
    return keys.listed().stream().filter(found -> found.held() == held).map(Found::key).findFirst();
  }

  private static String key(FoundKeys keys) {
    return keys.listed().getFirst().key().toString();
  }
}
