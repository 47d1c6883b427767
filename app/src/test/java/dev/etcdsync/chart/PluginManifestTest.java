package dev.etcdsync.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * module-plugin.yaml, field by field as the platform wants it, and the example of an installation.
 */
class PluginManifestTest {
  private static final String LOGO = "data:image/svg+xml;base64,";

  private final JsonNode plugin = Yaml.read(ProjectFiles.PLUGIN.resolve("module-plugin.yaml"));
  private final JsonNode config = Yaml.read(ProjectFiles.PLUGIN.resolve("plugin-config.yaml"));
  private final JsonNode info = Yaml.read(ProjectFiles.PLUGIN.resolve("moduleinfo.yaml"));
  private final JsonNode chart = Yaml.read(ProjectFiles.CHART.resolve("Chart.yaml"));
  private final JsonNode spec = plugin.path("spec");

  @Test
  void isAModulePlugin() {
    assertThat(plugin.path("apiVersion").asText()).isEqualTo("cluster.alauda.io/v1alpha1");
    assertThat(plugin.path("kind").asText()).isEqualTo("ModulePlugin");
  }

  @Test
  void carriesItsNameEverywhere() {
    String name = plugin.at("/metadata/name").asText();
    assertThat(name).isNotEmpty();
    assertThat(annotation("cpaas.io/module-name")).isEqualTo(name);
    assertThat(label(plugin, "cpaas.io/module-name")).isEqualTo(name);
    assertThat(spec.path("name").asText()).isEqualTo(name);
    assertThat(spec.at("/appReleases/0/name").asText()).isEqualTo(name);
    assertThat(texts(spec.at("/affinity/pluginAntiAffinity"))).contains(name);
    assertThat(label(info, "cpaas.io/module-name")).isEqualTo(name);
  }

  @Test
  void hasTheLabelsAndAnnotationsOfAThirdPartysPlugin() {
    assertThat(annotation("cpaas.io/built-in-plugin")).isEqualTo("false");
    JsonNode names = Yaml.parse(annotation("cpaas.io/display-name"));
    assertThat(names.path("en").asText()).isNotEmpty();
    assertThat(names.path("zh").asText()).isNotEmpty();
    assertThat(label(plugin, "cpaas.io/module-type")).isEqualTo("plugin");
    assertThat(label(plugin, "cpaas.io/product")).isNotEmpty();
    assertThat(plugin.at("/metadata/labels").has("cpaas.io/lifecycle-type"))
        .as("absent is Agnostic")
        .isFalse();
  }

  @Test
  void isForTheGlobalClusterAlone() {
    assertThat(spec.at("/affinity/clusterAffinity/matchLabels/is-global").asText())
        .isEqualTo("true");
    assertThat(spec.at("/affinity/clusterAffinity/matchLabels/is-global").isTextual()).isTrue();
  }

  @Test
  void namesOneChartTheSameWayThroughout() {
    assertThat(spec.path("appReleases")).hasSize(1);
    assertThat(spec.at("/appReleases/0/chartVersions")).hasSize(1);
    JsonNode release = spec.at("/appReleases/0/chartVersions/0");
    String name = release.path("name").asText();
    assertThat(name).endsWith("/" + chart.path("name").asText());
    assertThat(spec.path("mainChart").asText()).isEqualTo(name);
    assertThat(fields(config.path("valuesTemplates"))).containsExactly(name);
    assertThat(fields(info.at("/spec/valuesOverride"))).containsExactly(name);
    assertThat(release.path("releaseName").asText()).isEqualTo("etcd-sync");
    assertThat(spec.at("/appReleases/0/namespace").asText()).isEqualTo("cpaas-system");
  }

  @Test
  void hasOneVersion() {
    String version = "v" + chart.path("version").asText();
    assertThat(version).matches("v\\d+\\.\\d+\\.\\d+");
    assertThat(chart.path("appVersion").asText()).isEqualTo(chart.path("version").asText());
    assertThat(spec.path("version").asText()).isEqualTo(version);
    assertThat(spec.at("/appReleases/0/chartVersions/0/version").asText()).isEqualTo(version);
    assertThat(info.at("/spec/version").asText()).isEqualTo(version);
  }

  @Test
  void tellsOfTheRiskInBothLanguages() {
    assertThat(spec.path("deleteable").isBoolean()).isTrue();
    for (String text : List.of("deleteRiskDescription", "deleteRiskDescriptionEn")) {
      assertThat(spec.path(text).asText()).contains("Machine", "/check", "CLEAN", "promote");
    }
    assertThat(spec.path("upgradeRiskLevel").asText()).isIn("low", "middle", "high");
    assertThat(spec.path("upgradeRiskDescription").asText()).isNotEmpty();
    assertThat(spec.path("upgradeRiskDescriptionEn").asText()).isNotEmpty();
    assertThat(spec.at("/description/en").asText()).isNotEmpty();
    assertThat(spec.at("/description/zh").asText()).isNotEmpty();
  }

  @Test
  void hasTheLogoOfItsFile() {
    String logo = spec.path("logo").asText();
    assertThat(logo).startsWith(LOGO);
    assertThat(new String(Base64.getDecoder().decode(logo.substring(LOGO.length())), UTF_8))
        .isEqualTo(Yaml.text(ProjectFiles.PLUGIN.resolve("logo.svg")).strip());
  }

  @Test
  void hasNoFieldThatThePlatformDoesNotKnow() {
    assertThat(
            List.of(
                "name",
                "version",
                "affinity",
                "appReleases",
                "mainChart",
                "description",
                "deleteable",
                "deleteRiskDescription",
                "deleteRiskDescriptionEn",
                "upgradeRiskLevel",
                "upgradeRiskDescription",
                "upgradeRiskDescriptionEn",
                "logo"))
        .containsAll(fields(spec));
  }

  @Test
  void theExampleIsAnInstallationOnTheGlobalCluster() {
    assertThat(info.path("kind").asText()).isEqualTo("ModuleInfo");
    assertThat(info.at("/metadata/name").asText()).isEqualTo("global-temporary-name");
    assertThat(label(info, "cpaas.io/cluster-name")).isEqualTo("global");
    assertThat(label(info, "cpaas.io/module-type")).isEqualTo("plugin");
    assertThat(fields(info.at("/spec/config")))
        .containsExactlyInAnyOrderElementsOf(fields(config.path("config")));
  }

  private String annotation(String name) {
    return plugin.at("/metadata/annotations").path(name).asText();
  }

  private static String label(JsonNode object, String name) {
    return object.at("/metadata/labels").path(name).asText();
  }

  private static List<String> fields(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(it -> texts.add(it.asText()));
    return texts;
  }
}
