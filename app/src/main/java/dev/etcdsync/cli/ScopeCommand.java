package dev.etcdsync.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code etcd-sync scope} without a command. */
@Command(
    name = "scope",
    customSynopsis = "etcd-sync scope COMMAND [OPTIONS]",
    description = "Tells which keys are replicated.",
    commandListHeading = "%nCommands:%n")
final class ScopeCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  ScopeCommand(Program program, Map<String, String> environment) {
    spec.addSubcommand("show", new ScopeShowCommand(program, environment).spec());
    spec.addSubcommand("explain", new ScopeExplainCommand(environment).spec());
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
