package dev.etcdsync.cli;

import dev.etcdsync.config.BadInput;
import dev.etcdsync.config.CheckSettings;
import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.config.SettingsReader;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** A command that looks at both etcds, writes nothing, and has exit codes of its own. */
abstract class BothEtcdsCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final SettingOptions options = new SettingOptions(settings());
  private final ExitStatus couldNot;
  private final CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      converter = Output.Converter.class,
      description = "How to show it. Default: text.")
  private Output output = Output.TEXT;

  /**
   * @param codes all that it may end with
   * @param couldNot the one for whatever kept it from looking: 1, which stands for a bug elsewhere,
   *     would say that something was found
   */
  BothEtcdsCommand(
      Map<String, String> environment, List<? extends ExitStatus> codes, ExitStatus couldNot) {
    this.environment = environment;
    this.couldNot = couldNot;
    this.spec = options.specOf(this, HelpText.exitCodes(codes));
  }

  abstract ExitStatus look(CheckSettings settings, Output how, PrintWriter out);

  final CommandSpec spec() {
    return spec;
  }

  private static EnumSet<Setting> settings() {
    EnumSet<Setting> settings = EnumSet.range(Setting.PRIMARY_ENDPOINTS, Setting.KEY_PREFIX);
    settings.addAll(EnumSet.range(Setting.SCOPE_NAMESPACES_IN, Setting.SCOPE_PREFIXES_OUT));
    settings.addAll(EnumSet.of(Setting.TRANSACTION_OPERATIONS, Setting.REQUEST_TIMEOUT));
    return settings;
  }

  @Override
  public final Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      SettingsReader reader =
          new SettingsReader(SettingSources.merge(options.given(), options.file(), environment));
      CheckSettings settings = reader.forCheck();
      return reader.named(() -> look(settings, output, out)).code();
    } catch (BadInput e) {
      throw e;
    } catch (RuntimeException | Error e) {
      log().error("unexpected error, this is a bug", e);
      return couldNot.code();
    }
  }

  /** Not a constant: it would choose the format of the log before the options are read. */
  private static Logger log() {
    return LoggerFactory.getLogger(BothEtcdsCommand.class);
  }
}
