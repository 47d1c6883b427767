package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Side;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form and the schema let pass as an endpoint what the program takes, and nothing else. */
class EndpointsTest {
  private static final String OTHER = "https://10.9.9.9:2379";

  private final PluginForm form = PluginForm.read();
  private final JsonNode schema =
      Yaml.read(ProjectFiles.CHART.resolve("values.schema.json")).path("properties");

  static List<String> good() {
    return Endpoints.GOOD;
  }

  static Stream<String> bad() {
    return Endpoints.BAD.stream().map(Endpoints.Bad::text);
  }

  @ParameterizedTest
  @MethodSource("good")
  void isAnEndpointForAll(String text) throws URISyntaxException {
    expect(text, true);
    assertThat(address(text).encrypted()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void isNoneForAnybody(String text) {
    expect(text, false);
    assertThatThrownBy(() -> address(text))
        .isInstanceOfAny(InvalidSetting.class, URISyntaxException.class);
  }

  /** Whether form and schema take it for both sides, alone and beside another one. */
  private void expect(String text, boolean taken) {
    for (String given : List.of(text, text + "," + OTHER, OTHER + " , " + text + " ")) {
      for (String side : List.of("active", "standby")) {
        assertThat(form.deploy(side + ".endpoints").accepts(given)).as(side).isEqualTo(taken);
      }
      for (String side : List.of("primary", "standby")) {
        assertThat(matches(endpoints(side), given)).as(side).isEqualTo(taken);
      }
    }
    for (String side : List.of("primary", "standby")) {
      assertThat(matches(endpoints(side).path("items"), text)).as(side).isEqualTo(taken);
    }
  }

  private JsonNode endpoints(String side) {
    JsonNode found = schema.at("/" + side + "/properties/endpoints");
    assertThat(found.path("type").toString()).isEqualTo("[\"array\",\"string\"]");
    return found;
  }

  /** As a validator of JSON Schema looks, which anchors nothing by itself. */
  private static boolean matches(JsonNode schema, String text) {
    return Pattern.compile(schema.path("pattern").asText()).matcher(text).find();
  }

  private static ClusterAddress address(String text) throws URISyntaxException {
    return new ClusterAddress(
        Side.PRIMARY, List.of(new URI(text)), Optional.empty(), Optional.empty());
  }
}
