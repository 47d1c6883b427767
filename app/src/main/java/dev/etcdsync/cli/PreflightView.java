package dev.etcdsync.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.preflight.Line;
import dev.etcdsync.preflight.Outcome;
import dev.etcdsync.preflight.Report;
import dev.etcdsync.view.JsonText;
import java.io.PrintWriter;
import java.util.Locale;

/** What was looked at beforehand, for people and for machines. */
record PreflightView(Report report) {
  private static final int VERSION = 1;
  private static final int MOST_KEYS = 10;

  void print(Output output, PrintWriter out) {
    switch (output) {
      case TEXT -> printText(out);
      case JSON -> printJson(out);
    }
    out.flush();
  }

  private void printText(PrintWriter out) {
    for (Line line : report.lines()) {
      out.printf(Locale.ROOT, "%-4s  %s: %s%n", line.outcome().label(), line.about(), line.found());
      line.todo().ifPresent(todo -> out.println("      -> " + todo));
      line.keys().stream().limit(MOST_KEYS).forEach(key -> out.println("         " + key));
      if (line.keys().size() > MOST_KEYS) {
        out.printf(
            Locale.ROOT,
            "         ... and %,d more; --output json lists all of them%n",
            line.keys().size() - MOST_KEYS);
      }
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "%d pass, %d warn, %d fail. Nothing was written.%n",
        count(Outcome.PASS),
        count(Outcome.WARN),
        count(Outcome.FAIL));
  }

  private long count(Outcome outcome) {
    return report.lines().stream().filter(line -> line.outcome() == outcome).count();
  }

  private void printJson(PrintWriter out) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("version", VERSION).put("failed", report.isFailed());
    ArrayNode lines = node.putArray("lines");
    for (Line line : report.lines()) {
      ObjectNode entry =
          lines
              .addObject()
              .put("about", line.about())
              .put("outcome", line.outcome().label())
              .put("found", line.found());
      line.todo().ifPresent(todo -> entry.put("todo", todo));
      ArrayNode keys = entry.putArray("keys");
      line.keys().forEach(keys::add);
    }
    JsonText.print(node, out);
  }
}
