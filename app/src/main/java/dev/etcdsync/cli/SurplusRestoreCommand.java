package dev.etcdsync.cli;

import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SurplusSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code etcd-sync surplus restore}: brings keys back that were the standby's own. */
@Command(
    name = "restore",
    customSynopsis =
        "etcd-sync surplus restore FILE --standby URL[,URL...] [--dry-run] [--yes] [OPTIONS]",
    description = {
      "Brings the keys of a restore file back, where they are absent now, and records them as the",
      "standby's own again. Where there is something now, it stays, and is named."
    })
final class SurplusRestoreCommand implements Callable<Integer> {
  private final Program program;
  private final StandbyOptions options;
  private final CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "A file that etcd-sync surplus delete has written.")
  private String file = "";

  @Option(names = "--dry-run", description = "Say what would be restored, and change nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  SurplusRestoreCommand(Program program, Map<String, String> environment) {
    this.program = program;
    this.options =
        new StandbyOptions(environment, Setting.TRANSACTION_OPERATIONS, Setting.TRANSACTION_BYTES);
    this.spec = options.specOf(this);
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    SurplusSettings settings = options.readWithLimits();
    return program
        .restoreSurplus(
            settings, Path.of(file), dryRun, Consent.of(yes || dryRun), spec.commandLine().getOut())
        .code();
  }
}
