package dev.etcdsync.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docs/drill.md, as far as it can be typed. */
final class Manual {
  private static final String INDENTATION = "    ";

  private Manual() {}

  /** Its lines for kubectl, Helm and etcd_sync; what a backslash continues is one of them. */
  static List<String> commands() {
    List<String> commands = new ArrayList<>();
    StringBuilder begun = new StringBuilder();
    for (String line : lines()) {
      if (begun.isEmpty() && !line.startsWith(INDENTATION)) {
        continue;
      }
      String text = line.strip();
      if (text.endsWith("\\")) {
        begun.append(text, 0, text.length() - 1);
        continue;
      }
      String command = begun + text;
      begun.setLength(0);
      if (command.matches("(kubectl|helm|etcd_sync) .*")) {
        commands.add(command);
      }
    }
    return commands;
  }

  /** The block of values that begins with this key. */
  static JsonNode values(String key) {
    return parse(
        lines().stream()
            .dropWhile(line -> !line.startsWith(INDENTATION + key))
            .takeWhile(line -> line.startsWith(INDENTATION))
            .collect(Collectors.joining("\n")));
  }

  /** A document in YAML. */
  static JsonNode parse(String yaml) {
    Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    return new ObjectMapper().valueToTree(read);
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(Inputs.repository().resolve("docs").resolve("drill.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
