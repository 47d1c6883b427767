package dev.etcdsync.cli;

import dev.etcdsync.config.BadInput;
import dev.etcdsync.config.CheckSettings;
import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.config.SettingsReader;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code etcd-sync check}: compares the standby with the primary. */
@Command(
    name = "check",
    customSynopsis =
        "etcd-sync check --primary URL[,URL...] --standby URL[,URL...] [--deep] [--output text|json]"
            + " [OPTIONS]",
    description = {
      "Compares all that is replicated, while both sides go on, and says what the standby misses,",
      "what it has too much, and what differs. Writes nothing."
    })
final class CheckCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(CheckCommand.class);

  private final Program program;
  private final Map<String, String> environment;
  private final SettingOptions options;
  private final CommandSpec spec;

  @Option(
      names = "--deep",
      description =
          "Read every value, also where the leader has compared it and nobody has written to it"
              + " since.")
  private boolean deep;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      converter = Output.Converter.class,
      description = "How to show it. Default: text.")
  private Output output = Output.TEXT;

  CheckCommand(Program program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
    this.options = new SettingOptions(settings());
    this.spec =
        options.specOf(
            this,
            HelpText.exitCodes(
                Arrays.stream(CheckCode.values())
                    .map(code -> HelpText.exitCode(code.code(), code.meaning()))));
  }

  CommandSpec spec() {
    return spec;
  }

  private static EnumSet<Setting> settings() {
    EnumSet<Setting> settings = EnumSet.range(Setting.PRIMARY_ENDPOINTS, Setting.KEY_PREFIX);
    settings.addAll(EnumSet.range(Setting.SCOPE_NAMESPACES_IN, Setting.SCOPE_PREFIXES_OUT));
    settings.addAll(EnumSet.of(Setting.TRANSACTION_OPERATIONS, Setting.REQUEST_TIMEOUT));
    return settings;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      SettingsReader reader =
          new SettingsReader(SettingSources.merge(options.given(), options.file(), environment));
      CheckSettings settings = reader.forCheck();
      return reader.named(() -> program.check(settings, deep, output, out)).code();
    } catch (BadInput e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // Elsewhere a bug is 1, and here that would say that the standby is not clean.
      LOG.error("unexpected error, this is a bug", e);
      return CheckCode.COULD_NOT_TELL.code();
    }
  }
}
