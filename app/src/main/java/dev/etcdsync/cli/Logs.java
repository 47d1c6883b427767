package dev.etcdsync.cli;

import dev.etcdsync.config.LogFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Settings of logging that {@code logback.xml} cannot make by itself. To be called before anything
 * logs: what logs first reads that file, once.
 */
final class Logs {
  private static final String YELLOW = "\u001B[33m";
  private static final String RED = "\u001B[31m";
  private static final String NO_COLOUR = "\u001B[0m";

  private Logs() {}

  /**
   * @param environment {@code NO_COLOR} is honoured (no-color.org)
   */
  static void set(Map<String, String> environment) {
    if (environment.getOrDefault("NO_COLOR", "").isEmpty() && standardErrorIsTerminal()) {
      System.setProperty("etcdsync.log.warn", YELLOW);
      System.setProperty("etcdsync.log.error", RED);
      System.setProperty("etcdsync.log.reset", NO_COLOUR);
    }
    LogManager.getLogManager().reset();
    Handler handler = new PlatformLogHandler();
    Logger.getLogger("").addHandler(handler);
  }

  /** Chooses the format; nothing must have been logged before. */
  static void format(LogFormat format) {
    System.setProperty("etcdsync.log.format", format.label());
  }

  /** Java tells whether standard input and output are terminals, but not standard error. */
  private static boolean standardErrorIsTerminal() {
    try {
      String target = Path.of("/proc/self/fd/2").toRealPath().toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException noLinuxOrNoFile) {
      return false;
    }
  }
}
