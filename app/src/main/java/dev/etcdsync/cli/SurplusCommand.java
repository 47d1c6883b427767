package dev.etcdsync.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code etcd-sync surplus} without a command. */
@Command(
    name = "surplus",
    customSynopsis = "etcd-sync surplus COMMAND [OPTIONS]",
    description = "Shows, deletes and restores keys that are the standby's own.",
    commandListHeading = "%nCommands:%n")
final class SurplusCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  SurplusCommand(Program program, Map<String, String> environment) {
    spec.addSubcommand("list", new SurplusListCommand(program, environment).spec());
    spec.addSubcommand("delete", new SurplusDeleteCommand(program, environment).spec());
    spec.addSubcommand("restore", new SurplusRestoreCommand(program, environment).spec());
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "no command is given: give one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
