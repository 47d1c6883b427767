package dev.etcdsync.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.Placement;
import dev.etcdsync.survey.Dangling;
import dev.etcdsync.survey.LostNamespace;
import dev.etcdsync.survey.Reason;
import dev.etcdsync.survey.ResourceCount;
import dev.etcdsync.survey.SurveyResult;
import dev.etcdsync.view.JsonText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What the primary holds, for people and for machines. */
record SurveyView(SurveyResult result) {
  private static final int VERSION = 1;
  private static final int MOST_REASONS = 3;
  private static final int MOST_NAMED = 20;
  private static final String ALL = "all";

  void print(Output output, PrintWriter out) {
    switch (output) {
      case TEXT -> printText(out);
      case JSON -> printJson(out);
    }
    out.flush();
  }

  private void printText(PrintWriter out) {
    String row =
        "%%-%ds  %%-%ds  %%13s  %%13s  %%13s  %%13s%%n"
            .formatted(width("RESOURCE", true), width("NAME IN THE API", false));
    out.printf(Locale.ROOT, row, "RESOURCE", "NAME IN THE API", "KEYS", "IN", "OUT", "HELD");
    for (ResourceCount resource : result.resources()) {
      out.printf(
          Locale.ROOT,
          row,
          resource.storedAs(),
          resource.api(),
          number(resource.keys()),
          number(resource.in()),
          number(resource.out()),
          number(resource.held()));
      printReasons(resource, out);
    }
    out.printf(
        Locale.ROOT,
        row,
        ALL,
        "",
        number(sum(ResourceCount::keys)),
        number(sum(ResourceCount::in)),
        number(sum(ResourceCount::out)),
        number(sum(ResourceCount::held)));
    out.println();
    out.printf(Locale.ROOT, "As of revision %d of the primary.%n", result.revision());
    printDangling(out);
    printNamespaces(out);
    if (result.unreadable() > 0) {
      out.println();
      out.printf(
          Locale.ROOT,
          "The owners of %s objects cannot be told: their values are encrypted, or written in a way"
              + " that etcd-sync does not read.%n",
          number(result.unreadable()));
    }
  }

  private int width(String title, boolean stored) {
    return result.resources().stream()
        .mapToInt(it -> (stored ? it.storedAs() : it.api()).length())
        .reduce(title.length(), Math::max);
  }

  private long sum(ToLongFunction<ResourceCount> column) {
    return result.resources().stream().mapToLong(column).sum();
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** That nothing speaks against a resource needs no words. */
  private static void printReasons(ResourceCount resource, PrintWriter out) {
    if (resource.in() == resource.keys() && resource.reasons().size() == 1) {
      return;
    }
    List<Reason> reasons = resource.reasons();
    for (Reason reason : reasons.subList(0, Math.min(MOST_REASONS, reasons.size()))) {
      out.printf(
          Locale.ROOT,
          "  %13s  %s: %s%n",
          number(reason.keys()),
          reason.placement().label(),
          reason.text());
    }
    long rest =
        resource.otherwise() + reasons.stream().skip(MOST_REASONS).mapToLong(Reason::keys).sum();
    if (rest > 0) {
      out.printf(Locale.ROOT, "  %13s  for other reasons%n", number(rest));
    }
  }

  private void printDangling(PrintWriter out) {
    List<Dangling> all = result.dangling();
    if (all.isEmpty() && result.unexamined() == 0) {
      return;
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "%s times an object in scope names something that the standby will not have:%n",
        number(all.size()));
    for (Dangling it : all.subList(0, Math.min(MOST_NAMED, all.size()))) {
      out.println("  " + it.key());
      out.printf(
          Locale.ROOT,
          "      %s: %s; %s%s%n",
          it.other(),
          it.why(),
          it.effect(),
          it.placement() == Placement.HELD ? ", once it is promoted" : "");
    }
    if (all.size() > MOST_NAMED) {
      out.printf(
          Locale.ROOT,
          "  ... and %s more; --output json lists all of them%n",
          number(all.size() - MOST_NAMED));
    }
    if (result.unexamined() > 0) {
      out.printf(
          Locale.ROOT,
          "  %s further owners were not looked for, because they are too many%n",
          number(result.unexamined()));
    }
  }

  private void printNamespaces(PrintWriter out) {
    List<LostNamespace> lost = result.namespaces();
    if (lost.isEmpty()) {
      return;
    }
    out.println();
    out.println("Objects are in scope in namespaces that the standby will not have from here:");
    for (LostNamespace it : lost.subList(0, Math.min(MOST_NAMED, lost.size()))) {
      out.printf(Locale.ROOT, "  %s: %s keys; %s%n", it.namespace(), number(it.keys()), it.why());
    }
    if (lost.size() > MOST_NAMED) {
      out.printf(
          Locale.ROOT,
          "  ... and %s more; --output json lists all of them%n",
          number(lost.size() - MOST_NAMED));
    }
  }

  private void printJson(PrintWriter out) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("version", VERSION).put("revision", result.revision());
    ArrayNode resources = node.putArray("resources");
    for (ResourceCount resource : result.resources()) {
      ObjectNode entry =
          resources
              .addObject()
              .put("resource", resource.storedAs())
              .put("api", resource.api())
              .put("keys", resource.keys())
              .put("in", resource.in())
              .put("out", resource.out())
              .put("held", resource.held());
      ArrayNode reasons = entry.putArray("reasons");
      for (Reason reason : resource.reasons()) {
        reasons
            .addObject()
            .put("placement", reason.placement().label())
            .put("reason", reason.text())
            .put("keys", reason.keys());
      }
      entry.put("otherReasons", resource.otherwise());
    }
    ArrayNode dangling = node.putArray("dangling");
    for (Dangling it : result.dangling()) {
      dangling
          .addObject()
          .put("key", it.key().toString())
          .put("placement", it.placement().label())
          .put("names", it.other())
          .put("why", it.why())
          .put("effect", it.effect());
    }
    node.put("unexamined", result.unexamined());
    ArrayNode namespaces = node.putArray("namespaces");
    for (LostNamespace it : result.namespaces()) {
      namespaces
          .addObject()
          .put("namespace", it.namespace())
          .put("keys", it.keys())
          .put("why", it.why());
    }
    node.put("unreadable", result.unreadable());
    JsonText.print(node, out);
  }
}
