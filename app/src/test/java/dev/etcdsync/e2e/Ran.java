package dev.etcdsync.e2e;

import dev.etcdsync.real.Child;
import dev.etcdsync.real.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What came of a command.
 *
 * @param exit its exit code, or -1 if it did not end in time
 */
record Ran(String command, int exit, String out, String err) {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final AtomicLong NUMBER = new AtomicLong();

  /** Runs it, and waits for its end. */
  static Ran of(String command, ProcessBuilder builder, Path folder) {
    long number = NUMBER.incrementAndGet();
    Path out = folder.resolve("typed-%03d.out".formatted(number));
    Path err = folder.resolve("typed-%03d.err".formatted(number));
    Folders.create(folder);
    Child child = Child.start(builder.redirectOutput(out.toFile()).redirectError(err.toFile()));
    int exit = child.exit(PATIENCE).orElse(-1);
    child.kill();
    try {
      return new Ran(command, exit, Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its standard output; fails unless it ended with 0. */
  String succeeded() {
    if (exit != 0) {
      throw new AssertionError("Ended with " + this);
    }
    return out;
  }

  /** All that it said; fails unless it failed. */
  String failed() {
    if (exit == 0 || exit == -1) {
      throw new AssertionError("Should have failed: " + this);
    }
    return out + err;
  }

  @Override
  public String toString() {
    return "%d: %s%n%s%s".formatted(exit, command, out, err);
  }
}
