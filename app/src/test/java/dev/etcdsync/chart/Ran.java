package dev.etcdsync.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What came of a command that ends by itself. */
record Ran(List<String> command, int exit, String out, String err) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Runs it with a text on its standard input and without the user's settings of Helm. */
  static Ran of(List<String> command, String input) {
    return of(command, input, PATIENCE);
  }

  /** Runs one that takes its time. */
  static Ran of(List<String> command, Duration patience) {
    return of(command, "", patience);
  }

  private static Ran of(List<String> command, String input, Duration patience) {
    Path folder = temporary();
    try {
      Path in = Files.writeString(folder.resolve("in"), input);
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("HELM"));
      builder.environment().put("HELM_CONFIG_HOME", folder.resolve("config").toString());
      builder.environment().put("HELM_CACHE_HOME", folder.resolve("cache").toString());
      builder.environment().put("HELM_DATA_HOME", folder.resolve("data").toString());
      builder.environment().put("KUBECONFIG", folder.resolve("no-cluster").toString());
      return ended(command, builder.start(), patience, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command.getFirst(), e);
    } finally {
      delete(folder);
    }
  }

  static Ran of(List<String> command) {
    return of(command, "");
  }

  private static Ran ended(
      List<String> command, Process process, Duration patience, Path out, Path err)
      throws IOException {
    try {
      if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("does not end: " + command);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + command, e);
    } finally {
      process.destroyForcibly();
    }
    return new Ran(command, process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Its standard output; fails if it failed. */
  String succeeded() {
    if (exit != 0) {
      throw new AssertionError("%s ended with %d: %s%s".formatted(command, exit, out, err));
    }
    return out;
  }

  /** Its standard error; fails if it did not fail. */
  String failed() {
    if (exit == 0) {
      throw new AssertionError("%s should have failed: %s".formatted(command, out));
    }
    return err;
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("etcd-sync-chart");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
