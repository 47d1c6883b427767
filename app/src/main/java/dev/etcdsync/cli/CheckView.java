package dev.etcdsync.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.check.CheckResult;
import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import dev.etcdsync.check.FoundKeys;
import java.io.PrintWriter;
import java.util.Locale;

/** A comparison's result for people and for machines. Scripts look for the headings. */
record CheckView(String link) {
  private static final int VERSION = 1;

  void print(CheckResult result, Output output, PrintWriter out) {
    switch (output) {
      case TEXT -> printText(result, out);
      case JSON -> printJson(result, out);
    }
  }

  private void printText(CheckResult result, PrintWriter out) {
    switch (result) {
      case CheckResult.Compared compared -> printCompared(compared, out);
      case CheckResult.InPart part -> {
        out.printf(
            Locale.ROOT,
            "NOT CLEAN: the standby holds revision %d of the primary and %d of the %d changes of"
                + " revision %d: it was applied in part, and stayed so while this was looked at.%n",
            part.revision(),
            part.applied(),
            part.total(),
            part.next());
        out.println(
            "What to do: wait until etcd-sync status shows a later revision, and check again;");
        out.println("if the primary is lost, the rest of that revision is lost with it.");
      }
      case CheckResult.Unknown unknown -> out.println("COULD NOT TELL: " + unknown.sentence());
    }
  }

  private void printCompared(CheckResult.Compared compared, PrintWriter out) {
    Difference difference = compared.difference();
    out.println("LOCAL ETCD missed keys");
    printKeys(difference.missed(), "", out);
    out.println();
    out.println("LOCAL ETCD surplus keys");
    printKeys(difference.stale(), "stale: ", out);
    printKeys(difference.local(), "the standby's own: ", out);
    out.println();
    out.println("LOCAL ETCD different keys");
    printKeys(difference.different(), "", out);
    out.println();
    out.printf(
        Locale.ROOT,
        "%s: %d missed, %d stale, %d different, %d the standby's own; %d keys compared, %d of them"
            + " held.%n",
        difference.isClean() ? "CLEAN" : "NOT CLEAN",
        difference.missed().count(),
        difference.stale().count(),
        difference.different().count(),
        difference.local().count(),
        compared.keys(),
        compared.held());
    out.printf(
        Locale.ROOT,
        "Compared at revision %d of the primary, %d of the standby.%n",
        compared.pair().revision(),
        compared.pair().modRevision());
    compared
        .unread()
        .ifPresent(unread ->
            out.printf(
                Locale.ROOT,
                "To %d of them nobody has written since they were compared at revision %d; --deep"
                    + " reads these again, too.%n",
                unread.keys(),
                unread.since()));
    out.println();
    CheckAdvice.of(difference, link).forEach(out::println);
  }

  private static void printKeys(FoundKeys keys, String sort, PrintWriter out) {
    for (Found found : keys.listed()) {
      out.println(found.key());
      String text = sort + (found.held() ? "held; " : "") + found.reason().orElse("");
      if (!text.isEmpty()) {
        out.println("    " + text.replaceFirst("[:;] $", ""));
      }
    }
    if (keys.unlisted() > 0) {
      out.printf(Locale.ROOT, "    ... and %d more%n", keys.unlisted());
    }
  }

  private void printJson(CheckResult result, PrintWriter out) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("version", VERSION);
    switch (result) {
      case CheckResult.Compared compared -> {
        Difference difference = compared.difference();
        node.put("result", difference.isClean() ? "clean" : "drift")
            .put("revision", compared.pair().revision())
            .put("standbyRevision", compared.pair().modRevision())
            .put("keys", compared.keys())
            .put("held", compared.held());
        compared
            .unread()
            .ifPresent(unread ->
                node.putObject("unread").put("keys", unread.keys()).put("since", unread.since()));
        put(node, "missed", difference.missed());
        put(node, "stale", difference.stale());
        put(node, "different", difference.different());
        put(node, "local", difference.local());
        node.put("statusDiverged", difference.statusDiverged());
      }
      case CheckResult.InPart part ->
          node.put("result", "drift")
              .put("revision", part.revision())
              .putObject("part")
              .put("revision", part.next())
              .put("applied", part.applied())
              .put("total", part.total());
      case CheckResult.Unknown unknown ->
          node.put("result", "unknown").put("sentence", unknown.sentence());
    }
    JsonText.print(node, out);
  }

  private static void put(ObjectNode node, String name, FoundKeys keys) {
    ArrayNode listed = node.putObject(name).put("count", keys.count()).putArray("keys");
    for (Found found : keys.listed()) {
      ObjectNode entry =
          listed.addObject().put("key", found.key().toString()).put("held", found.held());
      found.reason().ifPresent(reason -> entry.put("reason", reason));
    }
  }
}
