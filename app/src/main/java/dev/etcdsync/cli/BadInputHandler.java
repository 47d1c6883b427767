package dev.etcdsync.cli;

import dev.etcdsync.config.BadInput;
import dev.etcdsync.model.ClusterAddress;
import java.io.PrintWriter;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what cannot be used in one sentence and a hint: no stack trace, no page of usage. */
final class BadInputHandler implements IParameterExceptionHandler, IExecutionExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    return tell(e.getCommandLine(), sentence(e));
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof BadInput bad) {
      return tell(command, bad.sentence());
    }
    log().error("unexpected error, this is a bug", e);
    return ExitCode.UNEXPECTED.code();
  }

  private static String sentence(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unknown(unmatched);
    }
    return String.valueOf(e.getMessage());
  }

  private static String unknown(UnmatchedArgumentException e) {
    String unknown = e.getUnmatched().getFirst();
    if (!unknown.startsWith("-")) {
      Set<String> commands = e.getCommandLine().getSubcommands().keySet();
      return commands.isEmpty()
          ? "%s is unknown: take it away".formatted(ClusterAddress.withoutUser(unknown))
          : "%s is no command: give one of %s".formatted(unknown, String.join(", ", commands));
    }
    // What follows may be a secret for the option that was meant.
    String option = unknown.replaceFirst("(?s)=.*", "");
    return e.getSuggestions().stream()
        .findFirst()
        .map(near -> "%s is unknown: did you mean %s?".formatted(option, near))
        .orElse("%s is unknown: take it away".formatted(option));
  }

  private static int tell(CommandLine command, String sentence) {
    PrintWriter err = command.getErr();
    err.println("etcd-sync: " + sentence);
    err.println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
    err.flush();
    return ExitCode.BAD_INPUT.code();
  }

  /** Not a constant: it would choose the format of the log before the options are read. */
  private static Logger log() {
    return LoggerFactory.getLogger(BadInputHandler.class);
  }
}
