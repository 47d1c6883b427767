package dev.etcdsync.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.config.Config;
import io.helidon.config.ConfigException;
import io.helidon.config.ConfigSources;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.YAMLException;

/** What a YAML file gives: text by setting, lists joined by commas. Every key must be a setting. */
final class SettingsFile {
  private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
  private static final int MOST_EDITS = 4;

  private final Path path;

  SettingsFile(Path path) {
    this.path = path;
  }

  /**
   * Reads the file as it is now. Keys without a value count as not given.
   *
   * @throws BadInput if it cannot be read, is no YAML, or has a key twice or one that is no setting
   */
  Map<Setting, String> read() {
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    for (Config top : parse().asNodeList().orElse(List.of())) {
      collect(top, values);
    }
    return values;
  }

  private Config parse() {
    String name = path.toString();
    if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
      throw bad("is not named .yaml or .yml: give a YAML file");
    }
    if (!Files.exists(path)) {
      throw bad("does not exist: give an existing file");
    }
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw unreadable();
    }
    try {
      refuseRepeatedKeys();
      return PlainConfig.of(ConfigSources.file(path).build());
    } catch (ConfigException | YAMLException e) {
      throw bad("is not a YAML map of settings%s: correct it".formatted(place(e)));
    }
  }

  private void refuseRepeatedKeys() {
    try (Reader reader = new InputStreamReader(Files.newInputStream(path), UTF_8)) {
      RepeatedKey.in(reader)
          .ifPresent(key -> {
            throw bad(
                "has the key %s twice, see line %d: take one away"
                    .formatted(key.path(), key.line()));
          });
    } catch (IOException e) {
      throw unreadable();
    }
  }

  private void collect(Config node, Map<Setting, String> values) {
    String key = node.key().toString();
    Optional<Setting> setting = Setting.of(key);
    switch (node.type()) {
      case VALUE -> put(setting.orElseThrow(() -> unknown(key)), node, values);
      case LIST -> putList(setting.orElseThrow(() -> unknown(key)), node, values);
      case OBJECT -> {
        if (setting.isPresent()) {
          throw bad("key %s takes a value, not keys below it: correct it".formatted(key));
        }
        if (Arrays.stream(Setting.values()).noneMatch(it -> it.path().startsWith(key + "."))) {
          throw unknown(key);
        }
        node.asNodeList().orElse(List.of()).forEach(child -> collect(child, values));
      }
      case MISSING -> throw new IllegalStateException("a key of a file that is not in the file");
    }
  }

  private static void put(Setting setting, Config node, Map<Setting, String> values) {
    node.asString().filter(text -> !text.isBlank()).ifPresent(text -> values.put(setting, text));
  }

  private void putList(Setting setting, Config node, Map<Setting, String> values) {
    if (!setting.isList()) {
      throw bad("key %s takes one value, not a list: correct it".formatted(setting.path()));
    }
    List<Config> items = node.asNodeList().orElse(List.of());
    if (items.stream().anyMatch(item -> item.type() != Config.Type.VALUE)) {
      throw bad(
          "key %s takes a list of URLs, not of lists or keys: correct it"
              .formatted(setting.path()));
    }
    values.put(
        setting,
        items.stream().map(item -> item.asString().orElse("")).collect(Collectors.joining(",")));
  }

  private BadInput unknown(String key) {
    List<String> below =
        Arrays.stream(Setting.values())
            .map(Setting::path)
            .filter(path -> path.startsWith(key + "."))
            .toList();
    if (!below.isEmpty()) {
      return bad("key %s takes keys below it, such as %s".formatted(key, below.getFirst()));
    }
    List<String> known = Arrays.stream(Setting.values()).map(Setting::path).toList();
    return bad(
        Nearest.to(key, known, MOST_EDITS)
            .map(near -> "has the unknown key %s: did you mean %s?".formatted(key, near))
            .orElse("has the unknown key %s: take it away".formatted(key)));
  }

  private BadInput unreadable() {
    return bad("cannot be read: check that it is a file, and its permissions");
  }

  private BadInput bad(String problem) {
    return new BadInput("--config %s %s".formatted(path, problem));
  }

  /** The last place that the parser names: where it gave up. Its text may quote the file. */
  private static String place(RuntimeException e) {
    Matcher matcher = PLACE.matcher(String.valueOf(e.getMessage()));
    String place = "";
    while (matcher.find()) {
      place = ", see line %s column %s".formatted(matcher.group(1), matcher.group(2));
    }
    return place;
  }
}
