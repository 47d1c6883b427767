package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The plugin's files have the fields that the platform wants, of the types that it wants, and no
 * others: as plugin-fields.yaml has them. What is spoilt in one is found.
 */
class PluginFieldsTest {
  private static final Pattern TEMPLATE = Pattern.compile("<<(.*?)>>", Pattern.DOTALL);
  private static final Pattern VARIABLE = Pattern.compile("(?<![\\w)])\\.([A-Z]\\w*)");

  @ParameterizedTest
  @ValueSource(strings = {"module-plugin.yaml", "plugin-config.yaml", "moduleinfo.yaml"})
  void isAsThePlatformWantsIt(String file) {
    assertThat(FieldTable.of(file).faults(read(file))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"module-plugin.yaml", "plugin-config.yaml", "moduleinfo.yaml"})
  void whatIsMissingIsFound(String file) {
    places(file, FieldRule::must)
        .forEach((place, rule) -> {
          ObjectNode spoilt = read(file).deepCopy();
          ((ObjectNode) spoilt.at(place.head())).remove(rule.key());
          assertFound(file, spoilt, rule, " is missing or empty");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"module-plugin.yaml", "plugin-config.yaml", "moduleinfo.yaml"})
  void whatIsOfAnotherTypeIsFound(String file) {
    places(file, rule -> rule.type() != FieldRule.Type.OPEN)
        .forEach((place, rule) -> {
          JsonNode other =
              rule.type() == FieldRule.Type.TEXT ? IntNode.valueOf(7) : TextNode.valueOf("7");
          assertFound(file, with(file, place, other), rule, " is no ");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"module-plugin.yaml", "plugin-config.yaml", "moduleinfo.yaml"})
  void whatIsUnknownIsFound(String file) {
    FieldTable table = FieldTable.of(file);
    places(file, rule -> rule.type() == FieldRule.Type.MAP && !table.takesAnyFieldIn(rule))
        .forEach((place, rule) -> {
          ObjectNode spoilt = read(file).deepCopy();
          ((ObjectNode) spoilt.at(place)).put("surprise", "x");
          assertFound(file, spoilt, rule, " > surprise is unknown");
        });
    assertThat(table.faults(((ObjectNode) read(file)).put("surprise", "x")))
        .containsExactly("surprise is unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"module-plugin.yaml", "plugin-config.yaml", "moduleinfo.yaml"})
  void whatIsSomethingElseIsFound(String file) {
    places(
            file,
            rule ->
                rule.type() == FieldRule.Type.TEXT
                    && !(rule.oneOf().isEmpty()
                        && rule.matches().isEmpty()
                        && rule.same().isEmpty()))
        .forEach((place, rule) ->
            assertFound(file, with(file, place, TextNode.valueOf("?")), rule, " is \"?\", not "));
  }

  @Test
  void whatThisPluginMustNotHaveIsFound() {
    ObjectNode spoilt = (ObjectNode) read("module-plugin.yaml");
    ((ObjectNode) spoilt.at("/metadata/labels")).put("cpaas.io/lifecycle-type", "Core");
    assertThat(FieldTable.of("module-plugin.yaml").faults(spoilt))
        .containsExactly("metadata > labels > cpaas.io/lifecycle-type must not be there");
  }

  @Test
  void theTemplateAsksForWhatThePlatformHas() {
    Set<String> asked = new TreeSet<>();
    TEMPLATE
        .matcher(PluginForm.read().template())
        .results()
        .flatMap(action -> VARIABLE.matcher(action.group(1)).results())
        .map((MatchResult variable) -> variable.group(1))
        .forEach(asked::add);
    assertThat(asked).contains("MiConfig", "Replicas");
    assertThat(FieldTable.variables()).containsAll(asked);
  }

  private static JsonNode read(String file) {
    return Yaml.read(ProjectFiles.PLUGIN.resolve(file));
  }

  private static Map<JsonPointer, FieldRule> places(String file, Predicate<FieldRule> wanted) {
    Map<JsonPointer, FieldRule> places = FieldTable.of(file).rulesOf(read(file));
    places.values().removeIf(wanted.negate());
    assertThat(places).as("there is something to spoil").hasSizeGreaterThan(2);
    return places;
  }

  private static JsonNode with(String file, JsonPointer place, JsonNode value) {
    JsonNode spoilt = read(file).deepCopy();
    switch (spoilt.at(place.head())) {
      case ObjectNode object -> object.set(place.last().getMatchingProperty(), value);
      case ArrayNode array -> array.set(place.last().getMatchingIndex(), value);
      default -> throw new IllegalArgumentException(place.toString());
    }
    return spoilt;
  }

  private static void assertFound(String file, JsonNode spoilt, FieldRule rule, String words) {
    List<String> faults = FieldTable.of(file).faults(spoilt);
    assertThat(faults).anyMatch(it -> it.startsWith(String.join(" > ", rule.path()) + words));
  }
}
