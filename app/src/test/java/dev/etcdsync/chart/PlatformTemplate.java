package dev.etcdsync.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Renders valuesTemplates. The platform's own renderer is not public: what stands in for it follows
 * its documents.
 *
 * @param folder for its files; of one thread
 */
record PlatformTemplate(Path folder) {
  /** The values that the platform would hand to the chart. */
  JsonNode values(Map<String, Object> data) {
    Path template = write("template", PluginForm.read().template());
    String text =
        Ran.of(List.of(Helm.program("platform-template.bin"), template.toString()), Yaml.json(data))
            .succeeded();
    return Yaml.parse(text);
  }

  /** The same as a file for Helm. */
  Path file(JsonNode values) {
    return write("values.yaml", values.toString());
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
