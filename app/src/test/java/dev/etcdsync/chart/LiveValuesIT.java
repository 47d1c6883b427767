package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** There is no value that does nothing. */
@Tag("chart")
class LiveValuesIT {
  /** Read by violet, and by no template. */
  private static final Set<String> OF_VIOLET =
      Set.of("global.images.etcd-sync.support_arm", "global.images.etcd-sync.thirdparty");

  private static final Helm HELM = Helm.V4;

  /**
   * Switches are thrown and numbers raised, with each file of chart/ci until something changes; any
   * other value is put back to its default in a file that sets it.
   */
  @Test
  void everyValueChangesWhatIsRendered() {
    Map<String, JsonNode> values = new TreeMap<>();
    collect(Yaml.read(ProjectFiles.VALUES), "", values);
    assertThat(values).hasSizeGreaterThan(80);
    Set<String> dead = new TreeSet<>();
    values.forEach((path, initial) -> {
      if (!changesSomething(path, initial)) {
        dead.add(path);
      }
    });
    assertThat(dead).isEqualTo(OF_VIOLET);
  }

  private static boolean changesSomething(String path, JsonNode initial) {
    return ProjectFiles.everyValues().stream().anyMatch(file -> changes(file, path, initial));
  }

  private static boolean changes(Path file, String path, JsonNode initial) {
    JsonNode given = Yaml.read(file).at("/" + path.replace('.', '/'));
    if (initial.isBoolean()) {
      boolean now = given.asBoolean(initial.asBoolean());
      return differs(file, path, BooleanNode.valueOf(!now));
    }
    if (initial.isInt()) {
      return differs(file, path, IntNode.valueOf(initial.asInt() + 1));
    }
    return !given.isMissingNode() && differs(file, path, initial);
  }

  /** Also if it cannot be rendered any more: then the value was needed. */
  private static boolean differs(Path file, String path, JsonNode value) {
    Ran ran = HELM.template(ProjectFiles.CHART, List.of(file), path + "=" + value);
    return ran.exit() != 0 || !Rendered.of(ran.out()).objects().equals(HELM.render(file).objects());
  }

  private static void collect(JsonNode node, String path, Map<String, JsonNode> values) {
    node.properties()
        .forEach(entry -> {
          String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
          if (entry.getValue().isObject() && !entry.getValue().isEmpty()) {
            collect(entry.getValue(), at, values);
          } else {
            values.put(at, entry.getValue());
          }
        });
  }
}
