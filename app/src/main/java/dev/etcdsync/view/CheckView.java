package dev.etcdsync.view;

import dev.etcdsync.check.CheckResult;
import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import dev.etcdsync.check.FoundKeys;
import dev.etcdsync.model.ContractPhrase;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * A comparison's result for people and for machines. Scripts look for the headings.
 *
 * @param commands for what to do about it
 */
public record CheckView(StandbyCommand commands) {
  /** Of the JSON schema. */
  public static final int VERSION = 1;

  private static final String MISSED = ContractPhrase.MISSED_KEYS;
  private static final String SURPLUS = ContractPhrase.SURPLUS_KEYS;
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
        out.println("What to do: wait until this shows a later revision, then check again;");
        out.println("    " + commands.etcdSync("status"));
        out.println("if the primary is lost, the rest of that revision is lost with it.");
        notCompared(out);
      }
      case CheckResult.Unknown unknown -> {
        out.println("COULD NOT TELL: " + unknown.sentence());
        notCompared(out);
      }
    }
  }

  /** Whoever looks for the contract's headings must not take silence for nothing missed. */
  private static void notCompared(PrintWriter out) {
    for (String heading : List.of(MISSED, SURPLUS)) {
      out.println(heading);
      out.println("(not compared: see above)");
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
    CheckAdvice.of(difference, commands).lines().forEach(out::println);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static void printKeys(FoundKeys keys, String sort, Listed listed, PrintWriter out) {
    long shown = 0;
    Iterator<Found> left = keys.iterator();
    for (; shown < listed.most() && left.hasNext(); shown++) {
      Found found = left.next();
      out.println(found.key());
      String text = sort + (found.held() ? "held; " : "") + found.reason().orElse("");
      if (!text.isEmpty()) {
        out.println("    " + text.replaceFirst("[:;] $", ""));
      }
    }
    if (left.hasNext()) {
      out.printf(Locale.ROOT, "    ... and %d more%s%n", keys.count() - shown, listed.hint());
    }
  }

  /**
   * For machines, all of it; the schema is in docs/operations.md.
   *
   * @param out is flushed, and left open
   */
  public void writeJson(CheckReport report, Instant now, Writer out) {
    writeJson(report, Long.MAX_VALUE, now, out);
  }

  /**
   * The same with so many keys of each sort named; all are counted.
   *
   * @param out is flushed, and left open
   */
  public void writeJson(CheckReport report, long most, Instant now, Writer out) {
    JsonText.write(new CheckJson(report, most, now, commands)::write, out);
  }
}
