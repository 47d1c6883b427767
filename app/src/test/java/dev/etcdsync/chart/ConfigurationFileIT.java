package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program takes the configuration file that the chart writes. */
@Tag("chart")
class ConfigurationFileIT {
  /** Each in values of its own. */
  private static final Pattern OF_THE_SIDES =
      Pattern.compile("^(primary|standby)\\.(endpoints|tls|credentials|serverName)");

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
            Map.entry(Setting.LOG_FORMAT, "json"),
            Map.entry(Setting.ENCRYPTION_PROBE, "on"),
            Map.entry(Setting.SCOPE_NAMESPACES_IN, "operators"),
            Map.entry(Setting.SCOPE_NAMESPACES_OUT, "sandbox,cpaas-system"),
            Map.entry(Setting.SCOPE_RESOURCES_IN, "batch/jobs,cilium.io/*"),
            Map.entry(Setting.SCOPE_RESOURCES_OUT, "example.com/widgets"),
            Map.entry(Setting.SCOPE_RESOURCES_HELD, "tekton.dev/pipelineruns:PipelineRun"),
            Map.entry(Setting.SCOPE_PREFIXES_IN, "/kubernetes.io/custom/"),
            Map.entry(
                Setting.SCOPE_PREFIXES_OUT,
                "/kubernetes.io/leftover/"
                    + ",/kubernetes.io/clusterroles/cpaas-system:etcd-sync:encryption-probe"
                    + ",/kubernetes.io/clusterrolebindings/cpaas-system:etcd-sync:encryption-probe"),
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
    Set<Setting> others = EnumSet.allOf(Setting.class);
    others.removeAll(expected.keySet());
    assertThat(others.stream().filter(setting -> !OF_THE_SIDES.matcher(setting.path()).find()))
        .as("the pod's own account, its Lease, and the port of its Service")
        .containsExactlyInAnyOrder(Setting.STANDBY_KUBECONFIG, Setting.LEASE, Setting.HTTP);
  }

  /**
   * What an installation on the primary makes, under the same names, is not taken for this one's,
   * nor deleted here when that one is uninstalled.
   */
  @Test
  void leavesOutWhatTheChartMakes() throws IOException {
    Rendered rendered = Helm.V4.render(ProjectFiles.ciValues("default"));
    SettingSources sources = sources(rendered);
    assertThat(sources.value(Setting.SCOPE_NAMESPACES_OUT)).hasValue(Helm.NAMESPACE);
    String prefixes = sources.value(Setting.SCOPE_PREFIXES_OUT).orElseThrow();
    for (String kind : List.of("ClusterRole", "ClusterRoleBinding")) {
      String name = rendered.the(kind).at("/metadata/name").asText();
      assertThat(prefixes.split(","))
          .contains("/registry/%ss/%s".formatted(kind.toLowerCase(Locale.ROOT), name));
    }
  }

  @Test
  void letsTheUserTakeItsNamespaceIn() throws IOException {
    Rendered rendered =
        Helm.V4.render(
            ProjectFiles.ciValues("default"), "scope.namespaces.in=[\"" + Helm.NAMESPACE + "\"]");
    SettingSources sources = sources(rendered);
    assertThat(sources.value(Setting.SCOPE_NAMESPACES_IN)).hasValue(Helm.NAMESPACE);
    assertThat(sources.value(Setting.SCOPE_NAMESPACES_OUT)).isEmpty();
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
