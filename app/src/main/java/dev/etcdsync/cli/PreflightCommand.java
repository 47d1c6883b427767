package dev.etcdsync.cli;

import dev.etcdsync.config.CheckSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code etcd-sync preflight}: looks at both etcds before a link is set up. */
@Command(
    name = "preflight",
    customSynopsis =
        "etcd-sync preflight --primary URL[,URL...] --standby URL[,URL...] [--output text|json]"
            + " [OPTIONS]",
    description = {
      "Looks at both etcds and says, line by line, what passes, what to know and what would fail, and",
      "what to do. Writes nothing."
    })
final class PreflightCommand extends BothEtcdsCommand {
  private final Program program;

  PreflightCommand(Program program, Map<String, String> environment) {
    super(environment, List.of(PreflightCode.values()), PreflightCode.BAD_INPUT);
    this.program = program;
  }

  @Override
  ExitStatus look(CheckSettings settings, Output how, PrintWriter out) {
    return program.preflight(settings, how, out);
  }
}
