package dev.etcdsync.cli;

import dev.etcdsync.config.Setting;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code etcd-sync status}: shows what the leader has published in the standby's etcd. */
@Command(
    name = "status",
    customSynopsis = "etcd-sync status --standby URL[,URL...] [--output text|json] [OPTIONS]",
    description = "Shows the state of a link, as its leader published it in the standby's etcd.")
final class StatusCommand implements Callable<Integer> {
  private final Program program;
  private final StandbyOptions options;
  private final CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      converter = Output.Converter.class,
      description = "How to show it. Default: text.")
  private Output output = Output.TEXT;

  StatusCommand(Program program, Map<String, String> environment) {
    this.program = program;
    this.options = new StandbyOptions(environment, Setting.SYNCED_AGE);
    this.spec = options.specOf(this);
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return program.status(options.read(), output, out).code();
  }
}
