package dev.etcdsync.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.kube.Decision;
import dev.etcdsync.kube.ScopeTable;
import dev.etcdsync.model.Key;
import dev.etcdsync.view.JsonText;
import java.io.PrintWriter;
import java.util.List;

/** What the table says of keys, for people and for machines. */
record ScopeView(ScopeTable table) {

  void print(List<String> keys, Output output, PrintWriter out) {
    switch (output) {
      case TEXT -> keys.forEach(key -> printText(key, out));
      case JSON -> printJson(keys, out);
    }
    out.flush();
  }

  private void printText(String key, PrintWriter out) {
    out.println(key);
    switch (table.decide(Key.of(key))) {
      case Decision.Decided decided -> out.println("  " + text(decided));
      case Decision.ByValue byValue -> {
        out.println("  depends on its value: " + byValue.question());
        out.println("  otherwise " + text(byValue.otherwise()));
      }
    }
  }

  private static String text(Decision.Decided decided) {
    return decided.placement().label() + ": " + decided.reason();
  }

  private void printJson(List<String> keys, PrintWriter out) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (String key : keys) {
      ObjectNode node = array.addObject().put("key", key);
      switch (table.decide(Key.of(key))) {
        case Decision.Decided decided -> put(node, decided);
        case Decision.ByValue byValue -> {
          node.put("placement", "by-value").put("question", byValue.question());
          put(node.putObject("otherwise"), byValue.otherwise());
        }
      }
    }
    JsonText.print(array, out);
  }

  private static void put(ObjectNode node, Decision.Decided decided) {
    node.put("placement", decided.placement().label()).put("reason", decided.reason());
  }
}
