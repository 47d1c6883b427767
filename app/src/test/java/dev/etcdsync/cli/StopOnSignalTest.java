package dev.etcdsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a process of its own, since a signal ends a process. */
class StopOnSignalTest {

  /** Runs until it is stopped, then ends with the code that it is given. */
  static final class Stoppable {
    private Stoppable() {}

    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch stopped = new CountDownLatch(1);
      StopOnSignal stop = StopOnSignal.install(stopped::countDown);
      System.out.println("running");
      if (arguments[1].equals("by-itself")) {
        stopped.countDown();
      }
      stopped.await();
      ExitCode code = ExitCode.valueOf(arguments[0]);
      stop.ended(code);
      System.exit(code.code());
    }
  }

  @ParameterizedTest
  @CsvSource({"DONE,-TERM", "DONE,-INT", "DEPOSED,-TERM", "DEPOSED,by-itself"})
  void theExitCodeIsThatOfWhatWasStopped(ExitCode code, String signal) throws Exception {
    assumeThat(signal.equals("-INT") && isInterruptIgnored()).isFalse();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Stoppable.class.getName(),
                code.name(),
                signal)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = process.inputReader()) {
      assertThat(said.readLine()).isEqualTo("running");
      if (!signal.equals("by-itself")) {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(code.code());
    } finally {
      process.destroyForcibly();
    }
  }

  /** A shell that runs the tests in its background has them, and their children, ignore SIGINT. */
  private static boolean isInterruptIgnored() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }
}
