package dev.etcdsync.cli;

import dev.etcdsync.model.Key;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** {@code etcd-sync heal}: asks the leader to write back now what others have changed. */
@Command(
    name = "heal",
    customSynopsis = "etcd-sync heal [KEY...] --standby URL[,URL...] [OPTIONS]",
    description = {
      "Asks the leader to look now at keys that others have changed or deleted on the standby, and",
      "to write the primary's objects back. Without keys it compares everything."
    })
final class HealCommand implements Callable<Integer> {
  private final Program program;
  private final StandbyOptions options;
  private final CommandSpec spec;

  @Parameters(
      paramLabel = "KEY",
      arity = "0..*",
      description = "Keys to look at; without any, all that a comparison of everything finds.")
  private List<String> keys = List.of();

  HealCommand(Program program, Map<String, String> environment) {
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
    return program.heal(options.read(), keys.stream().map(Key::of).toList(), out).code();
  }
}
