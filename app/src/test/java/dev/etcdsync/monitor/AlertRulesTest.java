package dev.etcdsync.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The alert rules and the dashboard ask for what the program exposes. */
class AlertRulesTest {
  private static final Path FILES = Path.of("..", "chart", "files");
  private static final Path TESTS = Path.of("src", "test", "resources", "alerts");
  private static final Path MANUAL = Path.of("..", "docs", "alerts.md");
  private static final Pattern METRIC = Pattern.compile("\\betcdsync_[a-z_]+");

  /** Of a rule: ours, and the one that Prometheus makes of each target. */
  private static final Pattern ASKED = Pattern.compile("\\b(?:etcdsync_[a-z_]+|up)(?=\\{)");

  private static final Pattern GROUPED = Pattern.compile("\\bby \\(([^)]*)\\)");

  /** Labels that Prometheus gives to whatever it scrapes, and the one of a histogram's buckets. */
  private static final Set<String> OF_PROMETHEUS = Set.of("namespace", "job", "pod", "le");

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }

  private static List<Map<?, ?>> rules() throws IOException {
    Map<?, ?> file = new Yaml().load(read(FILES.resolve("alerts.yaml")));
    Map<?, ?> group = (Map<?, ?>) ((List<?>) file.get("groups")).getFirst();
    List<Map<?, ?>> rules = new ArrayList<>();
    ((List<?>) group.get("rules")).forEach(rule -> rules.add((Map<?, ?>) rule));
    return rules;
  }

  private static List<String> alerts() throws IOException {
    return rules().stream().map(rule -> String.valueOf(rule.get("alert"))).toList();
  }

  private static Set<String> exposed() {
    return Arrays.stream(Metric.values())
        .flatMap(metric ->
            metric.kind() == Metric.Kind.HISTOGRAM
                ? Stream.of("", "_bucket", "_sum", "_count").map(end -> metric.exposed() + end)
                : Stream.of(metric.exposed()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts.yaml", "dashboard.json"})
  void everyMetricThatIsAskedForIsExposed(String file) throws IOException {
    Set<String> asked =
        METRIC
            .matcher(read(FILES.resolve(file)))
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(asked).hasSizeGreaterThan(5);
    assertThat(exposed()).containsAll(asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts.yaml", "dashboard.json"})
  void everyLabelThatIsAskedForIsThere(String file) throws IOException {
    Set<String> known = new TreeSet<>(OF_PROMETHEUS);
    Arrays.stream(Metric.values()).forEach(metric -> known.addAll(metric.labels()));
    assertThat(GROUPED.matcher(read(FILES.resolve(file))).results())
        .isNotEmpty()
        .allSatisfy(by -> assertThat(known).containsAll(List.of(by.group(1).split(", "))));
  }

  /** So that the chart can put its own in the place of it. */
  @Test
  void everyMetricOfARuleIsChosenByTheSameWords() throws IOException {
    for (Map<?, ?> rule : rules()) {
      String question = String.valueOf(rule.get("expr"));
      long metrics = ASKED.matcher(question).results().count();
      assertThat(question.split("\\{job=\"etcd-sync-monitor\"", -1))
          .as(question)
          .hasSize((int) metrics + 1);
    }
  }

  @Test
  void eachAlertIsGradedExplainedTestedAndInTheManual() throws IOException {
    String tests =
        read(TESTS.resolve("alerts_test.yaml")) + read(TESTS.resolve("expiries_test.yaml"));
    String manual = read(MANUAL);
    assertThat(alerts()).hasSize(11).doesNotHaveDuplicates();
    for (Map<?, ?> rule : rules()) {
      String alert = String.valueOf(rule.get("alert"));
      assertThat(String.valueOf(((Map<?, ?>) rule.get("labels")).get("severity")))
          .isIn("warning", "critical");
      Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
      assertThat(String.valueOf(annotations.get("summary"))).endsWith(".");
      assertThat(String.valueOf(annotations.get("description"))).endsWith(".");
      assertThat(tests)
          .as("fires and clears")
          .contains("alertname: " + alert + "\n        exp_alerts:\n          - exp_labels:")
          .contains("alertname: " + alert + ", exp_alerts: []}");
      assertThat(manual).contains("`" + alert + "`");
    }
  }

  @Test
  void theDashboardIsOneThatGrafanaTakes() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(FILES.resolve("dashboard.json").toFile());
    assertThat(dashboard.path("uid").asText()).isEqualTo("etcd-sync");
    assertThat(dashboard.path("schemaVersion").asInt()).isPositive();
    Set<Integer> numbers = new TreeSet<>();
    Set<String> taken = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(numbers.add(panel.path("id").asInt())).isTrue();
      assertThat(panel.path("title").asText()).isNotBlank();
      assertThat(panel.path("description").asText()).endsWith(".");
      JsonNode place = panel.path("gridPos");
      assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
      for (int x = 0; x < place.path("w").asInt(); x++) {
        for (int y = 0; y < place.path("h").asInt(); y++) {
          String cell = (place.path("x").asInt() + x) + "," + (place.path("y").asInt() + y);
          assertThat(taken.add(cell)).as(cell).isTrue();
        }
      }
      for (JsonNode target : panel.path("targets")) {
        assertThat(target.path("expr").asText())
            .contains("{job=\"$job\",namespace=~\"$namespace\"");
      }
    }
    assertThat(numbers).hasSizeBetween(6, 15);
  }
}
