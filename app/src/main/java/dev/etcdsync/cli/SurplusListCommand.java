package dev.etcdsync.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code etcd-sync surplus list}: the keys that are recorded as the standby's own. */
@Command(
    name = "list",
    customSynopsis = "etcd-sync surplus list --standby URL[,URL...] [--output text|json] [OPTIONS]",
    description = {
      "Lists the keys in scope that are recorded as the standby's own: when they were created and",
      "written, their size, and whether they are still there. Shows no value."
    })
final class SurplusListCommand implements Callable<Integer> {
  private final Program program;
  private final StandbyOptions options;
  private final CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      converter = Output.Converter.class,
      description = "How to show it. Default: text.")
  private Output output = Output.TEXT;

  SurplusListCommand(Program program, Map<String, String> environment) {
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
    return program.listSurplus(options.read(), output, out).code();
  }
}
