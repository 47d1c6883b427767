package dev.etcdsync.chart;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the platform wants of one of a plugin's files, and in what the file is not so. */
record FieldTable(List<FieldRule> rules) {
  private static final String ELEMENT = "[]";
  private static final String ANY = "*";

  static FieldTable of(String file) {
    return new FieldTable(rows(file).map(FieldRule::of).toList());
  }

  /** Where in a packaged chart something has to be. */
  static List<String> files() {
    return rows("files").map(row -> row.path("path").asText()).toList();
  }

  /** What a template of valuesTemplates can ask for. */
  static List<String> variables() {
    return rows("variables").map(JsonNode::asText).toList();
  }

  private static Stream<JsonNode> rows(String table) {
    JsonNode rows = Yaml.resource("plugin-fields.yaml").path(table);
    if (rows.isEmpty()) {
      throw new AssertionError("plugin-fields.yaml has nothing of " + table);
    }
    return StreamSupport.stream(rows.spliterator(), false);
  }

  /** A sentence for each. */
  List<String> faults(JsonNode document) {
    List<String> faults = new ArrayList<>();
    lookInto(document, document, List.of(), faults);
    return faults;
  }

  /** Everything in a file that has a row, by where it is. */
  Map<JsonPointer, FieldRule> rulesOf(JsonNode document) {
    Map<JsonPointer, FieldRule> found = new LinkedHashMap<>();
    collect(document, List.of(), "", found);
    return found;
  }

  private void collect(
      JsonNode value, List<String> path, String at, Map<JsonPointer, FieldRule> found) {
    Optional<FieldRule> rule = rule(path);
    rule.ifPresent(it -> found.put(JsonPointer.compile(at), it));
    if (rule.filter(it -> it.type() == FieldRule.Type.OPEN).isPresent()) {
      return;
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      collect(value.get(i), below(path, ELEMENT), at + "/" + i, found);
    }
    value
        .properties()
        .forEach(field -> {
          String key = field.getKey().replace("~", "~0").replace("/", "~1");
          collect(field.getValue(), pathOf(path, field.getKey()), at + "/" + key, found);
        });
  }

  /** Whether fields of any name may stand in one. */
  boolean takesAnyFieldIn(FieldRule rule) {
    return rule.type() == FieldRule.Type.OPEN || rule(below(rule.path(), ANY)).isPresent();
  }

  /** The row for a field, by its keys. */
  Optional<FieldRule> rule(List<String> path) {
    return rules.stream().filter(rule -> rule.path().equals(path)).findFirst();
  }

  private void lookInto(JsonNode document, JsonNode value, List<String> path, List<String> faults) {
    if (value.isArray()) {
      value.forEach(element -> lookAt(document, element, below(path, ELEMENT), faults));
      return;
    }
    value
        .properties()
        .forEach(field -> lookAt(document, field.getValue(), pathOf(path, field.getKey()), faults));
    for (FieldRule rule : rules) {
      if (rule.isIn(path) && rule.must() && isNothing(value.path(rule.key()))) {
        faults.add(String.join(" > ", rule.path()) + " is missing or empty");
      }
    }
  }

  private void lookAt(JsonNode document, JsonNode value, List<String> path, List<String> faults) {
    String name = String.join(" > ", path);
    Optional<FieldRule> found = rule(path);
    if (found.isEmpty()) {
      faults.add(name + " is unknown");
      return;
    }
    FieldRule rule = found.get();
    if (rule.never()) {
      faults.add(name + " must not be there");
    } else if (!rule.type().fits(value)) {
      faults.add(name + " is no " + rule.type() + ": " + value);
    } else if (value.isValueNode()) {
      lookAtContent(document, value.asText(), rule, faults);
    } else if (rule.type() != FieldRule.Type.OPEN) {
      lookInto(document, value, path, faults);
    }
  }

  private static void lookAtContent(
      JsonNode document, String text, FieldRule rule, List<String> faults) {
    String name = String.join(" > ", rule.path()) + " is \"" + text + "\"";
    if (!rule.oneOf().isEmpty() && !rule.oneOf().contains(text)) {
      faults.add(name + ", not one of " + rule.oneOf());
    }
    rule.matches()
        .filter(pattern -> !pattern.matcher(text).matches())
        .ifPresent(pattern -> faults.add(name + ", not like " + pattern));
    if (!rule.same().isEmpty() && !text.equals(textAt(document, rule.same()))) {
      faults.add(name + ", not as " + String.join(" > ", rule.same()));
    }
  }

  private static String textAt(JsonNode document, List<String> path) {
    JsonNode value = document;
    for (String key : path) {
      value = key.equals(ELEMENT) ? value.path(0) : value.path(key);
    }
    return value.asText();
  }

  private static boolean isNothing(JsonNode value) {
    return value.isContainerNode() ? value.isEmpty() : value.asText().isBlank();
  }

  /** The row's keys for a field: a row of its own, or that of any field there. */
  private List<String> pathOf(List<String> parent, String key) {
    List<String> any = below(parent, ANY);
    return rule(any).isPresent() ? any : below(parent, key);
  }

  private static List<String> below(List<String> parent, String key) {
    List<String> path = new ArrayList<>(parent);
    path.add(key);
    return List.copyOf(path);
  }
}
