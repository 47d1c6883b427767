package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** values.yaml, values.schema.json and README.md of the chart tell the same. */
class ValuesTest {
  private static final Pattern REGULAR_EXPRESSION =
      Pattern.compile("\"pattern\": *\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final JsonNode values = Yaml.read(ProjectFiles.VALUES);
  private final JsonNode schema = Yaml.read(ProjectFiles.CHART.resolve("values.schema.json"));

  @Test
  void theSchemaKnowsEveryKeyAndNoOther() {
    assertThat(keys(schema, "")).isEqualTo(keysOfValues(values, schema, ""));
  }

  @Test
  void nothingIsOpenButTheRootAndGlobal() {
    Set<String> open = new TreeSet<>();
    collectOpen(schema, "", open);
    assertThat(open)
        .allMatch(path -> path.isEmpty() || path.equals("global") || path.startsWith("global."));
    assertThat(open).contains("", "global");
  }

  /** One that is null would be as if it were not there, and what it guards would go unsaid. */
  @Test
  void nothingThatHasAValueMayBeMissing() {
    Set<String> missing = new TreeSet<>();
    collectOptional(schema, values, "", missing);
    assertThat(missing)
        .as("null means something there, or as much as empty does")
        .allMatch(path -> path.matches("fsGroup|resources\\..*|global\\.registry\\.address"))
        .contains("fsGroup");
  }

  private static void collectOptional(
      JsonNode schema, JsonNode values, String path, Set<String> optional) {
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(key -> required.add(key.asText()));
    values
        .properties()
        .forEach(entry -> {
          String key = entry.getKey();
          JsonNode of = schema.path("properties").path(key);
          boolean section = entry.getValue().isObject() && of.has("properties");
          if ((entry.getValue().isValueNode() || section) && !required.contains(key)) {
            optional.add(path + key);
          }
          if (section) {
            collectOptional(of, entry.getValue(), path + key + ".", optional);
          }
        });
  }

  /** Helm checks by Go's regular expressions, which know no looking around. */
  @Test
  void patternsAreOnesThatGoKnows() {
    Matcher matcher =
        REGULAR_EXPRESSION.matcher(Yaml.text(ProjectFiles.CHART.resolve("values.schema.json")));
    List<String> patterns = new ArrayList<>();
    while (matcher.find()) {
      patterns.add(matcher.group(1));
    }
    assertThat(patterns).isNotEmpty().noneMatch(it -> it.contains("(?"));
  }

  @Test
  void theReadmeIsMadeOfTheValues() {
    Ran.of(
            List.of(
                "bash", ProjectFiles.ROOT.resolve("scripts/chart-readme.sh").toString(), "--check"))
        .succeeded();
  }

  @Test
  void everyValueIsExplained() {
    String readme = Yaml.text(ProjectFiles.CHART.resolve("README.md"));
    assertThat(keysOfValues(values, schema, ""))
        .filteredOn(path -> !path.matches("scope\\.[a-z]+|resources\\.[a-z]+"))
        .allMatch(path -> readme.contains("| `" + path + "` |"));
  }

  /** Whatever looks like a value of ours in the guide: after --set, or as code. */
  @Test
  void theInstallGuideNamesNoValueThatIsNotThere() {
    String guide = Yaml.text(ProjectFiles.ROOT.resolve("docs/install.md"));
    Matcher named =
        Pattern.compile("(?:--set '?|`)([a-z][A-Za-z]*(?:\\.[a-z][A-Za-z]*)+)[=`]").matcher(guide);
    Set<String> wrong = new TreeSet<>();
    int count = 0;
    while (named.find()) {
      String path = named.group(1);
      if (values.has(path.substring(0, path.indexOf('.')))) {
        count++;
        if (values.at("/" + path.replace('.', '/')).isMissingNode()) {
          wrong.add(path);
        }
      }
    }
    assertThat(count).isGreaterThan(10);
    assertThat(wrong).isEmpty();
  }

  private static Set<String> keys(JsonNode schema, String path) {
    Set<String> keys = new TreeSet<>();
    schema
        .path("properties")
        .properties()
        .forEach(entry -> {
          keys.add(path + entry.getKey());
          keys.addAll(keys(entry.getValue(), path + entry.getKey() + "."));
        });
    keys.remove("resources.claims");
    return keys;
  }

  /** As deep as the schema looks. */
  private static Set<String> keysOfValues(JsonNode values, JsonNode schema, String path) {
    Set<String> keys = new TreeSet<>();
    if (schema.has("properties") || path.isEmpty()) {
      values
          .properties()
          .forEach(entry -> {
            keys.add(path + entry.getKey());
            keys.addAll(
                keysOfValues(
                    entry.getValue(),
                    schema.path("properties").path(entry.getKey()),
                    path + entry.getKey() + "."));
          });
    }
    return keys;
  }

  private static void collectOpen(JsonNode schema, String path, Set<String> open) {
    if (schema.has("properties") && schema.path("additionalProperties").asBoolean(true)) {
      open.add(path);
    }
    schema
        .path("properties")
        .properties()
        .forEach(entry ->
            collectOpen(
                entry.getValue(),
                path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                open));
  }
}
