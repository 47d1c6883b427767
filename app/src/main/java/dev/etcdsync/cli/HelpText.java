package dev.etcdsync.cli;

import dev.etcdsync.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The paragraphs that stand below the options in help. */
final class HelpText {
  private HelpText() {}

  /** Where settings come from, and what their variables are called. */
  static List<String> sources(Set<Setting> settings) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Every setting can also be given as a variable, or as a key of the YAML file. An");
    lines.add("option wins over a variable, a variable over the file; an empty variable counts as");
    lines.add("not set. Relative paths, those in the file too, are relative to the working");
    lines.add("directory.");
    lines.add("");
    lines.add("  %-26s %-34s %s".formatted("Option", "Key of the file", "Variable"));
    for (Setting setting : settings) {
      lines.add("  %-26s %-34s %s".formatted(setting.option(), setting.path(), setting.variable()));
    }
    return lines;
  }

  /** These exit statuses with their meanings. */
  static List<String> exitCodes(List<? extends ExitStatus> codes) {
    return Stream.concat(
            Stream.of("", "Exit status:"),
            codes.stream().map(status -> "  %d  %s".formatted(status.code(), status.meaning())))
        .toList();
  }

  /** Those of most commands. */
  static List<String> exitCodes() {
    return exitCodes(List.of(ExitCode.values()));
  }
}
