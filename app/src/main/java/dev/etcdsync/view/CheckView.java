package dev.etcdsync.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.check.CheckResult;
import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import dev.etcdsync.check.FoundKeys;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A comparison's result for people and for machines. Scripts look for the headings.
 *
 * @param commands for what to do about it
 */
public record CheckView(StandbyCommand commands) {
  /** Of the JSON schema. */
  public static final int VERSION = 1;

  private static final String MISSED = "LOCAL ETCD missed keys";
  private static final String SURPLUS = "LOCAL ETCD surplus keys";
  private static final String DIFFERENT = "LOCAL ETCD different keys";

  /** For people. */
  public void print(CheckReport report, Listed listed, Instant now, PrintWriter out) {
    switch (report.result()) {
      case CheckResult.Compared compared -> printCompared(compared, report, listed, now, out);
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

  private void printCompared(
      CheckResult.Compared compared,
      CheckReport report,
      Listed listed,
      Instant now,
      PrintWriter out) {
    Difference difference = compared.difference();
    out.println(MISSED);
    printKeys(difference.missed(), "", listed, out);
    out.println();
    out.println(SURPLUS);
    printKeys(difference.stale(), "stale: ", listed, out);
    printKeys(difference.local(), "the standby's own: ", listed, out);
    out.println();
    out.println(DIFFERENT);
    printKeys(difference.different(), "", listed, out);
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
    out.printf(
        Locale.ROOT,
        "Begun %.1f s ago, at %s; it took %.1f s.%n",
        seconds(report.age(now)),
        report.begun().truncatedTo(ChronoUnit.MILLIS),
        seconds(report.took()));
    out.println();
    CheckAdvice.of(difference, commands).forEach(out::println);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static void printKeys(FoundKeys keys, String sort, Listed listed, PrintWriter out) {
    int shown = Math.min(keys.listed().size(), listed.most());
    for (Found found : keys.listed().subList(0, shown)) {
      out.println(found.key());
      String text = sort + (found.held() ? "held; " : "") + found.reason().orElse("");
      if (!text.isEmpty()) {
        out.println("    " + text.replaceFirst("[:;] $", ""));
      }
    }
    long more = keys.count() - shown;
    if (more > 0) {
      String hint = shown < keys.listed().size() ? listed.hint() : "";
      out.printf(Locale.ROOT, "    ... and %d more%s%n", more, hint);
    }
  }

  /** For machines; the schema is in docs/operations.md. */
  public ObjectNode json(CheckReport report, Instant now) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("version", VERSION);
    switch (report.result()) {
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
    return node.put("begun", report.begun().toString())
        .put("ageSeconds", seconds(report.age(now)))
        .put("seconds", seconds(report.took()))
        .put("deep", report.deep());
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
