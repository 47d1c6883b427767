package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form, as users of the platform know it. */
class PluginFormTest {
  private final PluginForm form = PluginForm.read();

  @Test
  void asksTheSixQuestionsInOrder() {
    assertThat(form.deploy())
        .extracting(field -> field.after("label:en:").orElseThrow())
        .containsExactly(
            "Active Global Cluster VIP",
            "Active Global Cluster ETCD Endpoints",
            "Standby Cluster ETCD Endpoints",
            "Active Global Cluster Token Secret",
            "Data Check Interval",
            "Print detail logs");
  }

  @Test
  void saysEverythingInBothLanguages() {
    for (List<PluginForm.Field> fields : List.of(form.deploy(), form.edit())) {
      assertThat(fields)
          .isNotEmpty()
          .allSatisfy(field -> {
            assertThat(field.after("label:zh:")).isPresent();
            assertThat(field.after("description:en:")).isPresent();
            assertThat(field.after("description:zh:")).isPresent();
          });
    }
  }

  /** Whether the platform takes the rest behind a prefix, or splits, is not documented. */
  @Test
  void hasNoColonWhereOneCouldBeTakenForASeparator() {
    for (List<PluginForm.Field> fields : List.of(form.deploy(), form.edit())) {
      for (PluginForm.Field field : fields) {
        for (String beginning :
            List.of(
                "label:en:",
                "label:zh:",
                "description:en:",
                "description:zh:",
                "com.tectonic.ui:validation:pattern:")) {
          assertThat(field.after(beginning).orElse("")).as(field.path()).doesNotContain(":");
        }
      }
    }
  }

  @Test
  void beginsWithTheValuesOfConfig() {
    for (PluginForm.Field field : form.deploy()) {
      JsonNode initial = form.initial(field.path());
      assertThat(initial.isValueNode()).as(field.path()).isTrue();
      assertThat(field.after("com.tectonic.default:").orElse(""))
          .as(field.path())
          .isEqualTo(initial.asText());
    }
    assertThat(form.initial("checkInterval").isInt()).isTrue();
    assertThat(form.initial("verbose").isBoolean()).isTrue();
  }

  @Test
  void hasAControlOfTheKindOfTheValue() {
    for (PluginForm.Field field : form.deploy()) {
      JsonNode initial = form.initial(field.path());
      String control = initial.isBoolean() ? "booleanSwitch" : initial.isInt() ? "number" : "text";
      assertThat(field.has("com.tectonic.ui:" + control)).as(field.path()).isTrue();
    }
  }

  @Test
  void letsTheIntervalAndTheLogSwitchBeEdited() {
    assertThat(form.edit())
        .extracting(PluginForm.Field::path)
        .containsExactly("checkInterval", "verbose");
    for (PluginForm.Field field : form.edit()) {
      PluginForm.Field deployed = form.deploy(field.path());
      for (String same :
          List.of(
              "label:en:",
              "label:zh:",
              "com.tectonic.ui:validation:minimum:",
              "com.tectonic.ui:validation:maximum:")) {
        assertThat(field.after(same)).isEqualTo(deployed.after(same));
      }
    }
  }

  @Test
  void mayNotBlockAnUpgradeOfTheCluster() {
    assertThat(form.config().path("mustUpgrade").isBoolean()).isTrue();
    assertThat(form.config().path("mustUpgrade").asBoolean()).isFalse();
    assertThat(form.config().path("supportedUpgradeVersions").asText()).startsWith(">= v");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.100", "2001:db8::100", "::1", "vip.example"})
  void acceptsAsVip(String text) {
    assertThat(form.deploy("active.vip").accepts(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "https://10.0.0.100", "10.0.0.100:6443", "[2001:db8::1]", "a b", "vip/"})
  void refusesAsVip(String text) {
    assertThat(form.deploy("active.vip").accepts(text)).isFalse();
  }

  /** What is an endpoint is in {@link EndpointsTest}. */
  @Test
  void theEndpointsOfThePrimaryMayBeLeftOut() {
    PluginForm.Field field = form.deploy("active.endpoints");
    assertThat(field.accepts("")).isTrue();
    for (String text :
        List.of(
            "auto",
            "https://10.0.0.1:2379;https://10.0.0.2:2379",
            "https://10.0.0.1:2379,",
            "https://10.0.0.1:2379 https://10.0.0.2:2379")) {
      assertThat(field.accepts(text)).as(text).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "auto", "https://10.1.0.1:2379,https://10.1.0.2:2379"})
  void acceptsAsEndpointsOfTheStandby(String text) {
    assertThat(form.deploy("standby.endpoints").accepts(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.0.1:2379", "automatic", "auto,https://10.1.0.1:2379"})
  void refusesAsEndpointsOfTheStandby(String text) {
    assertThat(form.deploy("standby.endpoints").accepts(text)).isFalse();
  }
}
