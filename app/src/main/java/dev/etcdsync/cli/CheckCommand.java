package dev.etcdsync.cli;

import dev.etcdsync.config.CheckSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code etcd-sync check}: compares the standby with the primary. */
@Command(
    name = "check",
    customSynopsis =
        "etcd-sync check --primary URL[,URL...] --standby URL[,URL...] [--deep] [--output text|json]"
            + " [OPTIONS]",
    description = {
      "Compares all that is replicated, while both sides go on, and says what the standby misses,",
      "what it has too much, and what differs. Writes nothing."
    })
final class CheckCommand extends BothEtcdsCommand {
  private final Program program;

  @Option(
      names = "--deep",
      description =
          "Read every value, also where the leader has compared it and nobody has written to it"
              + " since.")
  private boolean deep;

  CheckCommand(Program program, Map<String, String> environment) {
    super(environment, List.of(CheckCode.values()), CheckCode.COULD_NOT_TELL);
    this.program = program;
  }

  @Override
  ExitStatus look(CheckSettings settings, Output how, PrintWriter out) {
    return program.check(settings, deep, how, out);
  }
}
