package dev.etcdsync.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code etcd-sync} without a command. */
@Command(
    name = "etcd-sync",
    customSynopsis = "etcd-sync COMMAND [OPTIONS]",
    description = "Keeps a standby Kubernetes cluster's etcd equal to the primary's.",
    commandListHeading = "%nCommands:%n")
final class RootCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    spec.usageMessage().footer(HelpText.exitCodes().toArray(String[]::new));
    return spec;
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "no command is given: give one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
