package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program takes the configuration file that the chart writes. */
@Tag("chart")
class ConfigurationFileIT {
  @TempDir Path folder;

  static Stream<Path> everyValues() {
    return ProjectFiles.everyValues().stream();
  }

  @ParameterizedTest
  @MethodSource("everyValues")
  void hasNoKeyThatIsNoSetting(Path values) throws IOException {
    SettingSources sources = sources(Helm.V4.render(values));
    assertThat(sources.value(Setting.PRIMARY_ENDPOINTS)).isPresent();
    assertThat(sources.value(Setting.STANDBY_ENDPOINTS)).isPresent();
  }

  @Test
  void carriesEverySetting() throws IOException {
    SettingSources sources = sources(Helm.V4.render(ProjectFiles.ciValues("settings")));
    Map<Setting, String> expected =
        Map.ofEntries(
            Map.entry(Setting.LINK, "old-site"),
            Map.entry(Setting.KEY_PREFIX, "/kubernetes.io/"),
            Map.entry(Setting.VERBOSE, "true"),
            Map.entry(Setting.ENCRYPTION_PROBE, "on"),
            Map.entry(Setting.SCOPE_NAMESPACES_IN, "operators"),
            Map.entry(Setting.SCOPE_NAMESPACES_OUT, "sandbox"),
            Map.entry(Setting.SCOPE_RESOURCES_IN, "batch/jobs,cilium.io/*"),
            Map.entry(Setting.SCOPE_RESOURCES_OUT, "example.com/widgets"),
            Map.entry(Setting.SCOPE_RESOURCES_HELD, "tekton.dev/pipelineruns:PipelineRun"),
            Map.entry(Setting.SCOPE_PREFIXES_IN, "/kubernetes.io/custom/"),
            Map.entry(Setting.SCOPE_PREFIXES_OUT, "/kubernetes.io/leftover/"),
            Map.entry(Setting.TRANSACTION_OPERATIONS, "512"),
            Map.entry(Setting.TRANSACTION_BYTES, "2097152"),
            Map.entry(Setting.DELETION_PERCENT, "0"),
            Map.entry(Setting.DELETION_KEYS, "1000000"),
            Map.entry(Setting.CHECK_INTERVAL, "90s"),
            Map.entry(Setting.REQUEST_TIMEOUT, "10s"),
            Map.entry(Setting.WATCHDOG, "30s"),
            Map.entry(Setting.STATUS_INTERVAL, "2s"),
            Map.entry(Setting.EPOCH, "500ms"),
            Map.entry(Setting.SYNCED_AGE, "1m"));
    expected.forEach(
        (setting, value) -> assertThat(sources.value(setting)).as(setting.path()).hasValue(value));
  }

  /** What is not given has the program's own default, so that the two cannot drift apart. */
  @Test
  void hasTheProgramsDefaults() throws IOException {
    SettingSources sources = sources(Helm.V4.render(ProjectFiles.ciValues("default")));
    for (Setting setting : Setting.values()) {
      setting
          .defaultText()
          .ifPresent(text ->
              assertThat(sources.value(setting).orElse(text)).as(setting.path()).isEqualTo(text));
    }
  }

  private SettingSources sources(Rendered rendered) throws IOException {
    Path file = Files.writeString(folder.resolve("config.yaml"), rendered.configuration());
    return SettingSources.merge(Map.of(), Optional.of(file.toString()), Map.of());
  }
}
