package dev.etcdsync.config;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.config.spi.ConfigSource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The values of all settings as text, merged from options, environment and file, and for each where
 * it came from. Immutable.
 */
public final class SettingSources {
  /** Names the file if no option does. */
  public static final String FILE_VARIABLE = "ETCD_SYNC_CONFIG";

  /** Names the file. */
  public static final String FILE_OPTION = "--config";

  private static final String PREFIX = "ETCD_SYNC_";
  private static final int MOST_EDITS = 2;

  private final Map<Setting, String> options;
  private final Map<Setting, String> environment;
  private final Map<Setting, String> fromFile;
  private final Optional<Path> file;
  private final Config merged;

  private SettingSources(
      Map<Setting, String> options,
      Map<Setting, String> environment,
      Map<Setting, String> fromFile,
      Optional<Path> file) {
    this.options = options;
    this.environment = environment;
    this.fromFile = fromFile;
    this.file = file;
    this.merged = PlainConfig.of(source(options), source(environment), source(fromFile));
  }

  /**
   * Reads the file, if one is named, and merges.
   *
   * @param options what was given on the command line
   * @param fileOption the value of {@value #FILE_OPTION}
   * @param variables the whole environment; empty variables count as not set
   * @throws BadInput if the file cannot be used, or a variable is a misspelt one of ours
   */
  public static SettingSources merge(
      Map<Setting, String> options, Optional<String> fileOption, Map<String, String> variables) {
    Map<Setting, String> environment = ours(variables);
    Optional<Path> file =
        fileOption
            .or(() -> Optional.ofNullable(variables.get(FILE_VARIABLE)).filter(it -> !it.isEmpty()))
            .map(SettingSources::path);
    Map<Setting, String> fromFile = file.map(it -> new SettingsFile(it).read()).orElse(Map.of());
    return new SettingSources(Map.copyOf(options), environment, fromFile, file);
  }

  /** The value that counts: of the option, else of the variable, else of the file. */
  public Optional<String> value(Setting setting) {
    return merged.get(setting.path()).asString().asOptional();
  }

  /** What a person must look at to change the value: the option if it is given nowhere. */
  public String origin(Setting setting) {
    if (options.containsKey(setting)) {
      return setting.option();
    }
    if (environment.containsKey(setting)) {
      return setting.variable();
    }
    return fromFile.containsKey(setting)
        ? "%s in %s".formatted(setting.path(), file.orElseThrow())
        : setting.option();
  }

  /** The file that was named. */
  public Optional<Path> file() {
    return file;
  }

  /** The same options and variables with the file as it is now. */
  public SettingSources reread() {
    Map<Setting, String> now = file.map(it -> new SettingsFile(it).read()).orElse(Map.of());
    return new SettingSources(options, environment, now, file);
  }

  /** The settings for which the other has another value. */
  public Set<Setting> differences(SettingSources other) {
    Set<Setting> different = EnumSet.allOf(Setting.class);
    different.removeIf(setting -> value(setting).equals(other.value(setting)));
    return different;
  }

  private static ConfigSource source(Map<Setting, String> values) {
    return ConfigSources.create(
            values.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().path(), Map.Entry::getValue)))
        .build();
  }

  private static Map<Setting, String> ours(Map<String, String> variables) {
    Map<Setting, String> found = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String value = variables.getOrDefault(setting.variable(), "");
      if (!value.isBlank()) {
        found.put(setting, value);
      }
    }
    variables.keySet().stream()
        .filter(name -> name.startsWith(PREFIX))
        .forEach(name -> check(name));
    return found;
  }

  /**
   * Refuses what looks like a slip. Other unknown names are let pass: Kubernetes sets {@code
   * ETCD_SYNC_…_PORT} and the like for every Service whose name begins with etcd-sync.
   */
  private static void check(String name) {
    List<String> known = Arrays.stream(Setting.values()).map(Setting::variable).toList();
    if (name.equals(FILE_VARIABLE) || known.contains(name)) {
      return;
    }
    Nearest.to(name, known, MOST_EDITS)
        .ifPresent(near -> {
          throw new BadInput("%s is unknown: did you mean %s?".formatted(name, near));
        });
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadInput(FILE_OPTION + " is not a path of a file: give one");
    }
  }
}
