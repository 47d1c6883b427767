package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the form's fields hold becomes values that the chart takes, and arrives in what it
 * renders.
 */
@Tag("chart")
class PluginFormIT {
  private static final String STANDBY_GIVEN = "standby.endpoints=\"" + Answers.STANDBY + "\"";

  @TempDir Path folder;

  static Stream<Answers> everyCombination() {
    return Answers.everyCombination();
  }

  @ParameterizedTest
  @MethodSource("everyCombination")
  void everyAnswerArrivesInTheValues(Answers answers) {
    JsonNode values = rendered(answers.data());
    assertThat(values.at("/primary/vip").asText()).isEqualTo(answers.vip());
    assertThat(values.at("/primary/endpoints").asText()).isEqualTo(answers.endpoints());
    assertThat(values.at("/primary/tokenSecret").asText()).isEqualTo(answers.token());
    assertThat(values.at("/standby/endpoints").asText()).isEqualTo(answers.standby());
    assertThat(values.at("/timing/checkInterval").asText()).isEqualTo(answers.interval() + "s");
    assertThat(values.path("verbose").asBoolean()).isEqualTo(answers.verbose());
    assertThat(values.path("replicas").asInt()).isEqualTo(answers.replicas());
  }

  /** Those that the chart has templates for; the others are only passed on. */
  static Stream<Answers> whatDecides() {
    return everyCombination()
        .filter(it -> it.standby().equals(Answers.STANDBY))
        .filter(it -> it.verbose() == (it.interval() == 10))
        .filter(it -> it.verbose() == it.token().equals("another-secret"));
  }

  @ParameterizedTest
  @MethodSource("whatDecides")
  void theChartTakesThem(Answers answers) {
    Helm helm = answers.verbose() ? Helm.V3 : Helm.V4;
    Rendered rendered = helm.render(file(rendered(answers.data())));
    JsonNode config = Yaml.parse(rendered.configuration());
    assertThat(config.at("/primary/endpoints/0").asText()).isEqualTo(answers.primary());
    assertThat(config.at("/standby/endpoints/0").asText()).isEqualTo(Answers.STANDBY);
    assertThat(config.at("/timing/checkInterval").asText()).isEqualTo(answers.interval() + "s");
    assertThat(config.at("/verbose").asBoolean()).isEqualTo(answers.verbose());
    assertThat(rendered.the("Deployment").at("/spec/replicas").asInt())
        .isEqualTo(answers.replicas());
  }

  @ParameterizedTest
  @EnumSource
  void withoutAClusterNobodyCanFindTheStandby(Helm helm) {
    Answers answers = everyCombination().findFirst().orElseThrow();
    assertThat(answers.standby()).isEqualTo("auto");
    assertThat(helm.refuse(file(rendered(answers.data()))))
        .contains("no control-plane node can be seen from here");
  }

  /** Who installs by kubectl may leave out what the form would fill in. */
  @Test
  void needsTheVipAlone() {
    JsonNode values =
        rendered(Map.of("Replicas", 2, "MiConfig", Map.of("active", Map.of("vip", "10.0.0.100"))));
    Path file = file(values);
    Rendered rendered = Helm.V4.render(file, STANDBY_GIVEN);
    JsonNode config = Yaml.parse(rendered.configuration());
    assertThat(config.at("/timing/checkInterval").asText()).isEqualTo("5m");
    assertThat(config.at("/primary/endpoints/0").asText()).isEqualTo("https://10.0.0.100:2379");
  }

  static Stream<Arguments> switches() {
    return Stream.of(
        Arguments.of(true, true),
        Arguments.of("true", true),
        Arguments.of(false, false),
        Arguments.of("false", false),
        Arguments.of("", false));
  }

  /** For a template a text that is not empty is true. */
  @ParameterizedTest
  @MethodSource("switches")
  void aSwitchMayComeAsAText(Object verbose, boolean expected) {
    JsonNode values = rendered(withVip(Map.of("verbose", verbose)));
    assertThat(values.path("verbose")).isEqualTo(BooleanNode.valueOf(expected));
    Rendered rendered = Helm.V4.render(file(values), STANDBY_GIVEN);
    assertThat(Yaml.parse(rendered.configuration()).path("verbose").asBoolean())
        .isEqualTo(expected);
  }

  static Stream<Object> numbers() {
    return Stream.of(86400, "86400");
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void aNumberMayComeAsAText(Object interval) {
    Map<String, Object> data = new HashMap<>(withVip(Map.of("checkInterval", interval)));
    data.put("Replicas", interval instanceof String ? "1" : 1);
    JsonNode values = rendered(data);
    assertThat(values.at("/timing/checkInterval").asText()).isEqualTo("86400s");
    assertThat(values.path("replicas").asInt()).isEqualTo(1);
    Rendered rendered = Helm.V4.render(file(values), STANDBY_GIVEN);
    assertThat(rendered.the("Deployment").at("/spec/replicas").asInt()).isEqualTo(1);
  }

  @Test
  void whatThePlatformLeavesOutIsTheChartsDefault() {
    Map<String, Object> data = new HashMap<>(withVip(Map.of()));
    data.remove("Replicas");
    JsonNode values = rendered(data);
    assertThat(values.has("replicas")).isFalse();
    assertThat(values.has("timing")).isFalse();
    assertThat(values.path("verbose")).isEqualTo(BooleanNode.FALSE);
  }

  private static Map<String, Object> withVip(Map<String, Object> more) {
    Map<String, Object> answers = new HashMap<>(more);
    answers.put("active", Map.of("vip", "10.0.0.100"));
    return Map.of("Replicas", 2, "MiConfig", answers);
  }

  @Test
  void aTextCannotBreakOutOfItsQuotes() {
    String evil = "x\"\nreplicas: 9\n# << .Version >>";
    JsonNode values =
        rendered(Map.of("Replicas", 2, "MiConfig", Map.of("active", Map.of("vip", evil))));
    assertThat(values.at("/primary/vip").asText()).isEqualTo(evil);
    assertThat(values.path("replicas").asInt()).isEqualTo(2);
    Path file = file(values);
    assertThat(Helm.V4.refuse(file)).contains("vip");
    JsonNode interval = rendered(withVip(Map.of("checkInterval", evil)));
    assertThat(interval.at("/timing/checkInterval").asText()).isEqualTo(evil + "s");
    assertThat(Helm.V4.refuse(file(interval))).contains("checkInterval");
  }

  @Test
  void theExampleInstallationCanBeRendered() throws IOException {
    JsonNode info = Yaml.read(ProjectFiles.PLUGIN.resolve("moduleinfo.yaml"));
    JsonNode values = rendered(Map.of("Replicas", 2, "MiConfig", info.at("/spec/config")));
    Path form = Files.writeString(folder.resolve("form.yaml"), values.toString());
    Path override =
        Files.writeString(
            folder.resolve("override.yaml"),
            info.at("/spec/valuesOverride").elements().next().toString());
    Rendered rendered =
        Rendered.of(
            Helm.V4
                .template(ProjectFiles.CHART, List.of(form, override), STANDBY_GIVEN)
                .succeeded());
    assertThat(rendered.has("ServiceMonitor")).isTrue();
  }

  private JsonNode rendered(Map<String, Object> data) {
    return new PlatformTemplate(folder).values(data);
  }

  private Path file(JsonNode values) {
    return new PlatformTemplate(folder).file(values);
  }
}
