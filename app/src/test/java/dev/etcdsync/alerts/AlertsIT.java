package dev.etcdsync.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcdsync.real.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alert rules, and the dashboard's questions, as Prometheus understands them. */
@Tag("alerts")
class AlertsIT {
  private static final Path RULES = Path.of("..", "chart", "files", "alerts.yaml");
  private static final Path DASHBOARD = Path.of("..", "chart", "files", "dashboard.json");
  private static final Path TESTS = Path.of("src", "test", "resources", "alerts");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private void promtool(String... arguments) throws IOException {
    String given = System.getProperty("promtool.bin", "");
    assertThat(given).as("-Dpromtool.bin: require_promtool of scripts/lib/tools.sh").isNotBlank();
    List<String> command = new ArrayList<>(List.of(given));
    command.addAll(List.of(arguments));
    Path log = folder.resolve("promtool.log");
    int exit = Child.logging(command, log).exit(PATIENCE).orElse(-1);
    assertThat(exit).as(Files.readString(log)).isZero();
  }

  @Test
  void theRulesAreGood() throws IOException {
    promtool("check", "rules", "--lint=all", "--lint-fatal", RULES.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts_test.yaml", "expiries_test.yaml"})
  void eachAlertFiresAndClears(String file) throws IOException {
    promtool("test", "rules", TESTS.resolve(file).toString());
  }

  /** What only Grafana knows is put in, and each question is checked as a recording rule. */
  @Test
  void theDashboardsQuestionsAreGood() throws IOException {
    StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
    int number = 0;
    for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        String question =
            target
                .path("expr")
                .asText()
                .replace("$__rate_interval", "5m")
                .replace("$job", "etcd-sync-monitor")
                .replace("$namespace", ".*");
        rules.append("  - record: panel_%d%n    expr: '%s'%n".formatted(number, question));
        number++;
      }
    }
    assertThat(number).isPositive();
    Path file = Files.writeString(folder.resolve("dashboard.yaml"), rules);
    promtool("check", "rules", file.toString());
  }
}
