package dev.etcdsync.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the platform wants of one field of a plugin's file: a row of plugin-fields.yaml. */
record FieldRule(
    List<String> path,
    Type type,
    boolean must,
    boolean never,
    List<String> oneOf,
    Optional<Pattern> matches,
    List<String> same) {
  private static final List<String> WORDS =
      List.of("field", "type", "must", "never", "oneOf", "matches", "same", "why");

  enum Type {
    TEXT,
    SWITCH,
    NUMBER,
    LIST,
    MAP,
    OPEN;

    boolean fits(JsonNode value) {
      return switch (this) {
        case TEXT -> value.isTextual();
        case SWITCH -> value.isBoolean();
        case NUMBER -> value.isNumber();
        case LIST -> value.isArray();
        case MAP -> value.isObject();
        case OPEN -> true;
      };
    }
  }

  static FieldRule of(JsonNode row) {
    row.fieldNames()
        .forEachRemaining(word -> {
          if (!WORDS.contains(word)) {
            throw new AssertionError("plugin-fields.yaml: \"" + word + "\" says nothing: " + row);
          }
        });
    List<String> oneOf = new ArrayList<>();
    row.path("oneOf").forEach(it -> oneOf.add(it.asText()));
    return new FieldRule(
        keys(row.path("field").asText()),
        Type.valueOf(row.path("type").asText().toUpperCase(Locale.ROOT)),
        row.path("must").asBoolean(false),
        row.path("never").asBoolean(false),
        List.copyOf(oneOf),
        Optional.of(row.path("matches").asText()).filter(it -> !it.isEmpty()).map(Pattern::compile),
        keys(row.path("same").asText()));
  }

  private static List<String> keys(String field) {
    return field.isEmpty() ? List.of() : List.of(field.split(" > ", -1));
  }

  /** Whether it is about a field that stands directly in that one. */
  boolean isIn(List<String> parent) {
    return path.size() == parent.size() + 1 && path.subList(0, parent.size()).equals(parent);
  }

  String key() {
    return path.getLast();
  }
}
