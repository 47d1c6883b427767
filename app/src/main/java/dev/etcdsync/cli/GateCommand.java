package dev.etcdsync.cli;

import dev.etcdsync.config.BadInput;
import dev.etcdsync.config.RunSettings;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code etcd-sync gate}: whether etcd-sync may be uninstalled. */
@Command(
    name = "gate",
    customSynopsis = "etcd-sync gate --primary URL[,URL...] --standby URL[,URL...] [OPTIONS]",
    description = {
      "Says whether the standby can be left to itself: it was promoted, or it is clean and nothing is",
      "held back, or no replica has ever run, or the annotation etcdsync.dev/uninstall=anyway of the",
      "Lease says so, once.",
      "The chart runs it before an uninstallation. Writes nothing to an etcd."
    })
final class GateCommand implements Callable<Integer> {
  private final Program program;
  private final Map<String, String> environment;
  private final SettingOptions options;
  private final CommandSpec spec;

  GateCommand(Program program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
    EnumSet<Setting> settings = EnumSet.range(Setting.PRIMARY_ENDPOINTS, Setting.KEY_PREFIX);
    settings.addAll(EnumSet.range(Setting.SCOPE_NAMESPACES_IN, Setting.SCOPE_PREFIXES_OUT));
    settings.addAll(EnumSet.of(Setting.TRANSACTION_OPERATIONS, Setting.REQUEST_TIMEOUT));
    this.options = new SettingOptions(settings);
    this.spec = options.specOf(this, HelpText.exitCodes(List.of(GateCode.values())));
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    try {
      SettingsReader reader =
          new SettingsReader(SettingSources.merge(options.given(), options.file(), environment));
      RunSettings settings = reader.forGate();
      PrintWriter out = spec.commandLine().getOut();
      PrintWriter err = spec.commandLine().getErr();
      return reader.named(() -> program.gate(settings, out, err)).code();
    } catch (BadInput e) {
      throw e;
    } catch (RuntimeException | Error e) {
      log().error("unexpected error, this is a bug", e);
      return GateCode.COULD_NOT_TELL.code();
    }
  }

  /** Not a constant: it would choose the format of the log before the options are read. */
  private static Logger log() {
    return LoggerFactory.getLogger(GateCommand.class);
  }
}
