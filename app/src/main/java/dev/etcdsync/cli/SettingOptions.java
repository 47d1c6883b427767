package dev.etcdsync.cli;

import dev.etcdsync.config.BadInput;
import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of one command that are settings, too, as {@link Setting} lists them. All are read as
 * text, so that a bad value is told in the same words whether it came from here, the environment or
 * the file.
 */
final class SettingOptions {
  private final Map<Setting, OptionSpec> options = new EnumMap<>(Setting.class);
  private final OptionSpec file =
      OptionSpec.builder(SettingSources.FILE_OPTION)
          .type(String.class)
          .paramLabel("FILE")
          .description(
              "YAML file of settings; variable " + SettingSources.FILE_VARIABLE + " names it, too.")
          .build();

  SettingOptions(Set<Setting> settings) {
    settings.forEach(setting -> options.put(setting, option(setting)));
  }

  /** The annotated command with these options, in sections, and with help for them. */
  CommandSpec specOf(Object command) {
    return specOf(command, HelpText.exitCodes());
  }

  /**
   * The same for a command that has exit codes of its own.
   *
   * @param exitCodes the lines of help about them
   */
  CommandSpec specOf(Object command, List<String> exitCodes) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    addTo(spec);
    List<String> footer = new ArrayList<>(HelpText.sources(options.keySet()));
    footer.addAll(exitCodes);
    spec.usageMessage().sortOptions(false).footer(footer.toArray(String[]::new));
    return spec;
  }

  private void addTo(CommandSpec command) {
    Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
    options.forEach((setting, option) ->
        sections.computeIfAbsent(section(setting), title -> new ArrayList<>()).add(option));
    command.addOption(file);
    int order = 0;
    for (Map.Entry<String, List<OptionSpec>> section : sections.entrySet()) {
      ArgGroupSpec.Builder group =
          ArgGroupSpec.builder()
              .heading("%n" + section.getKey() + ":%n")
              .order(order++)
              .exclusive(false)
              .validate(false);
      section.getValue().forEach(group::addArg);
      command.addArgGroup(group.build());
    }
  }

  /** What was given on the command line. */
  Map<Setting, String> given() {
    Map<Setting, String> given = new EnumMap<>(Setting.class);
    options.forEach((setting, option) -> text(option).ifPresent(it -> given.put(setting, it)));
    return given;
  }

  /** The configuration file named on the command line. */
  Optional<String> file() {
    return text(file);
  }

  private static Optional<String> text(OptionSpec option) {
    // Within a section, picocli would let the last one win.
    if (!option.isMultiValue() && option.stringValues().size() > 1) {
      throw new BadInput(option.longestName() + " is given more than once: give it once");
    }
    Object value = option.getValue();
    return switch (value) {
      case null -> Optional.empty();
      case List<?> list ->
          Optional.of(String.join(",", list.stream().map(Object::toString).toList()));
      default -> Optional.of(value.toString());
    };
  }

  private static OptionSpec option(Setting setting) {
    OptionSpec.Builder option =
        OptionSpec.builder(setting.option())
            .paramLabel(setting.label())
            .description(setting.description());
    if (setting.isList()) {
      return option.type(List.class).auxiliaryTypes(String.class).arity("1").build();
    }
    if (setting == Setting.VERBOSE) {
      return option.type(String.class).arity("0..1").fallbackValue("true").build();
    }
    return option.type(String.class).arity("1").build();
  }

  private static String section(Setting setting) {
    String path = setting.path();
    return switch (path.substring(0, Math.max(0, path.indexOf('.')))) {
      case "primary" -> "The primary";
      case "standby" -> "The standby";
      case "scope" -> "The scope (etcd-sync scope explain KEY tells what comes of it)";
      case "transactions", "deletions" -> "Limits";
      case "timing" -> "Timing (500ms, 5s, 2m)";
      default -> "The link";
    };
  }
}
