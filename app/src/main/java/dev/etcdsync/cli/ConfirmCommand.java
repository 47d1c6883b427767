package dev.etcdsync.cli;

import dev.etcdsync.model.Guard;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code etcd-sync confirm}: lets a parked link go on although a guard has found something. */
@Command(
    name = "confirm",
    customSynopsis = "etcd-sync confirm GUARD --token TOKEN --standby URL[,URL...] [OPTIONS]",
    description = {
      "Lets a parked link go on although a guard has found something.",
      "Guard and token stand in the finding that status and log show; a confirmation is valid for",
      "exactly that finding."
    })
final class ConfirmCommand implements Callable<Integer> {
  private final Program program;
  private final StandbyOptions options;
  private final CommandSpec spec;

  @Parameters(
      paramLabel = "GUARD",
      converter = GuardConverter.class,
      description = "The guard that has parked the link.")
  private Guard guard = Guard.IDENTITY;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      required = true,
      description = "The token of the finding.")
  private String token = "";

  ConfirmCommand(Program program, Map<String, String> environment) {
    this.program = program;
    this.options = new StandbyOptions(environment);
    this.spec = options.specOf(this);
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return program.confirm(options.read(), guard, token, out).code();
  }
}
