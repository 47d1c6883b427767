package dev.etcdsync.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the plugin's files have to have in common, and what they say. Field by field they are held
 * against the platform's wishes by {@link PluginFieldsTest}.
 */
class PluginManifestTest {
  private static final String LOGO = "data:image/svg+xml;base64,";

  private final JsonNode plugin = Yaml.read(ProjectFiles.PLUGIN.resolve("module-plugin.yaml"));
  private final JsonNode config = Yaml.read(ProjectFiles.PLUGIN.resolve("plugin-config.yaml"));
  private final JsonNode info = Yaml.read(ProjectFiles.PLUGIN.resolve("moduleinfo.yaml"));
  private final JsonNode chart = Yaml.read(ProjectFiles.CHART.resolve("Chart.yaml"));
  private final JsonNode spec = plugin.path("spec");

  @Test
  void carriesItsNameEverywhere() {
    String name = plugin.at("/metadata/name").asText();
    assertThat(name).isNotEmpty();
    assertThat(texts(spec.at("/affinity/pluginAntiAffinity"))).contains(name);
    assertThat(label(info, "cpaas.io/module-name")).isEqualTo(name);
  }

  @Test
  void namesOneChartTheSameWayThroughout() {
    assertThat(spec.path("appReleases")).hasSize(1);
    assertThat(spec.at("/appReleases/0/chartVersions")).hasSize(1);
    JsonNode release = spec.at("/appReleases/0/chartVersions/0");
    String name = release.path("name").asText();
    assertThat(name).endsWith("/" + chart.path("name").asText());
    assertThat(fields(config.path("valuesTemplates"))).containsExactly(name);
    assertThat(fields(info.at("/spec/valuesOverride"))).containsExactly(name);
  }

  @Test
  void hasOneVersion() {
    String version = "v" + chart.path("version").asText();
    assertThat(chart.path("appVersion").asText()).isEqualTo(chart.path("version").asText());
    assertThat(spec.path("version").asText()).isEqualTo(version);
    assertThat(info.at("/spec/version").asText()).isEqualTo(version);
  }

  @Test
  void tellsOfTheRiskInBothLanguages() {
    for (String text : List.of("deleteRiskDescription", "deleteRiskDescriptionEn")) {
      assertThat(spec.path(text).asText()).contains("Machine", "/check", "CLEAN", "promote");
    }
  }

  @Test
  void hasTheLogoOfItsFile() {
    String logo = spec.path("logo").asText();
    assertThat(logo).startsWith(LOGO);
    assertThat(new String(Base64.getDecoder().decode(logo.substring(LOGO.length())), UTF_8))
        .isEqualTo(Yaml.text(ProjectFiles.PLUGIN.resolve("logo.svg")).strip());
  }

  @Test
  void theExampleAnswersEveryQuestion() {
    assertThat(fields(info.at("/spec/config")))
        .containsExactlyInAnyOrderElementsOf(fields(config.path("config")));
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
