package dev.etcdsync.cli;

import dev.etcdsync.config.BadInput;
import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/** Whether a person, or whoever wrote the script, wants it. */
interface Consent {
  /** Asks, where there is somebody to ask. */
  boolean to(String question);

  /**
   * How the command was called.
   *
   * @param given whether with {@code --yes}
   * @throws BadInput if it was not, and there is no terminal to ask at
   */
  static Consent of(boolean given) {
    if (given) {
      return question -> true;
    }
    Console console =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(() ->
                new BadInput(
                    "this needs a confirmation, and there is no terminal to ask at: look with"
                        + " --dry-run, then give --yes"));
    return question -> {
      String answer = console.readLine("%s [y/N] ", question);
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    };
  }
}
