package dev.etcdsync.config;

import java.io.Reader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A key that a YAML file gives a second time. The parser behind Helidon lets the last one win, and
 * warns in words of its own.
 *
 * @param path the key, with dots between its levels
 * @param line where it stands for the second time, from 1
 */
record RepeatedKey(String path, int line) {
  /**
   * The first one, if there is any; looks no deeper than settings lie.
   *
   * @throws org.yaml.snakeyaml.error.YAMLException if the text is no YAML
   */
  static Optional<RepeatedKey> in(Reader yaml) {
    return in(new Yaml().compose(yaml), "", new HashSet<>());
  }

  private static Optional<RepeatedKey> in(Node node, String parent, Set<String> seen) {
    if (!(node instanceof MappingNode map)) {
      return Optional.empty();
    }
    return map.getValue().stream().flatMap(entry -> in(entry, parent, seen).stream()).findFirst();
  }

  private static Optional<RepeatedKey> in(NodeTuple entry, String parent, Set<String> seen) {
    if (!(entry.getKeyNode() instanceof ScalarNode key)) {
      return Optional.empty();
    }
    String path = parent + key.getValue();
    if (!seen.add(path)) {
      return Optional.of(new RepeatedKey(path, key.getStartMark().getLine() + 1));
    }
    String below = path + ".";
    return Arrays.stream(Setting.values()).anyMatch(setting -> setting.path().startsWith(below))
        ? in(entry.getValueNode(), below, seen)
        : Optional.empty();
  }
}
