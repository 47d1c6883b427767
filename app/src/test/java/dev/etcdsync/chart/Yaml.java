package dev.etcdsync.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML as trees. A key that is there twice is refused. */
final class Yaml {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Yaml() {}

  static JsonNode parse(String text) {
    List<JsonNode> documents = documents(text);
    if (documents.size() != 1) {
      throw new AssertionError(documents.size() + " documents in place of one: " + text);
    }
    return documents.getFirst();
  }

  /** All documents but empty ones. */
  static List<JsonNode> documents(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Iterable<Object> documents =
        new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).loadAll(text);
    return StreamSupport.stream(documents.spliterator(), false)
        .filter(Objects::nonNull)
        .<JsonNode>map(MAPPER::valueToTree)
        .toList();
  }

  static JsonNode read(Path file) {
    return parse(text(file));
  }

  /** A document beside the tests of this package. */
  static JsonNode resource(String name) {
    try (InputStream in = Yaml.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException(name + " is no resource of " + Yaml.class.getPackage());
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String json(Object value) {
    return MAPPER.valueToTree(value).toString();
  }
}
