package dev.etcdsync.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The form of plugin-config.yaml. */
record PluginForm(JsonNode config) {
  private static final String PREFIX = "urn:alm:descriptor:";

  /** One line of the form. */
  record Field(String path, List<String> descriptors) {
    /** What stands behind this beginning, of the only descriptor that has it. */
    Optional<String> after(String beginning) {
      List<String> found =
          descriptors.stream()
              .filter(it -> it.startsWith(PREFIX + beginning))
              .map(it -> it.substring((PREFIX + beginning).length()))
              .toList();
      if (found.size() > 1) {
        throw new AssertionError(path + " has " + beginning + " more than once");
      }
      return found.stream().findFirst();
    }

    boolean has(String descriptor) {
      return descriptors.contains(PREFIX + descriptor);
    }

    /** Whether the form would let this through. */
    boolean accepts(String text) {
      return after("com.tectonic.ui:validation:pattern:").map(text::matches).orElse(true)
          && (!has("com.tectonic.ui:validation:required") || !text.isEmpty());
    }
  }

  static PluginForm read() {
    return new PluginForm(Yaml.read(ProjectFiles.PLUGIN.resolve("plugin-config.yaml")));
  }

  List<Field> deploy() {
    return fields("deployDescriptors");
  }

  List<Field> edit() {
    return fields("editDescriptors");
  }

  Field deploy(String path) {
    return deploy().stream().filter(it -> it.path().equals(path)).findFirst().orElseThrow();
  }

  /** The value of a field if nobody changes it. */
  JsonNode initial(String path) {
    return config.path("config").at("/" + path.replace('.', '/'));
  }

  /** The body of the template of the only chart. */
  String template() {
    JsonNode templates = config.path("valuesTemplates");
    if (templates.size() != 1) {
      throw new AssertionError("not one template");
    }
    return templates.elements().next().asText();
  }

  private List<Field> fields(String list) {
    List<Field> fields = new ArrayList<>();
    for (JsonNode field : config.path(list)) {
      List<String> descriptors = new ArrayList<>();
      field.path("x-descriptors").forEach(it -> descriptors.add(it.asText()));
      fields.add(new Field(field.path("path").asText(), List.copyOf(descriptors)));
    }
    return fields;
  }
}
