package dev.etcdsync.cli;

import dev.etcdsync.config.BadInput;
import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SurplusSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code etcd-sync surplus delete}: takes keys away that are the standby's own. */
@Command(
    name = "delete",
    customSynopsis = {
      "etcd-sync surplus delete KEY... --standby URL[,URL...] [--dry-run] [--restore-file FILE]"
          + " [--yes] [OPTIONS]",
      "etcd-sync surplus delete --all --standby URL[,URL...] [--dry-run] [--restore-file FILE]"
          + " [--yes] [OPTIONS]"
    },
    description = {
      "Deletes keys that are recorded as the standby's own, and no others. Before anything is deleted",
      "every key is written with its value to a restore file, from which etcd-sync surplus restore",
      "brings it back. A key that changes meanwhile stays."
    })
final class SurplusDeleteCommand implements Callable<Integer> {
  private final Program program;
  private final StandbyOptions options;
  private final CommandSpec spec;

  @Parameters(
      paramLabel = "KEY",
      arity = "0..*",
      description = "A whole key of etcd, as etcd-sync surplus list shows it.")
  private List<String> keys = List.of();

  @Option(names = "--all", description = "Every key that surplus list shows as there.")
  private boolean all;

  @Option(names = "--dry-run", description = "Say what would be deleted, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--restore-file",
      paramLabel = "FILE",
      description =
          "Where the values go; must not exist yet. Default: etcd-sync-surplus-LINK-TIME.jsonl in"
              + " the working directory.")
  private String file = "";

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  SurplusDeleteCommand(Program program, Map<String, String> environment) {
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
    if (all != keys.isEmpty()) {
      throw new BadInput(
          all
              ? "--all is given together with keys: give one of the two"
              : "no key is given: give keys as etcd-sync surplus list shows them, or --all");
    }
    SurplusSettings settings = options.readWithLimits();
    Optional<Path> path = file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
    return program
        .deleteSurplus(
            settings,
            new SurplusDeletion(keys, dryRun, path),
            Consent.of(yes || dryRun),
            spec.commandLine().getOut())
        .code();
  }
}
