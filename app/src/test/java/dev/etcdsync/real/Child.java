package dev.etcdsync.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A child process: signalled by its id only, and ended with this JVM at the latest. */
public final class Child {
  private static final Set<Process> LIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> LIVE.forEach(Process::destroyForcibly), "children"));
  }

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /** Starts a command whose whole output is appended to a file. */
  public static Child logging(List<String> command, Path log) {
    return start(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
  }

  public static Child start(ProcessBuilder builder) {
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    try {
      Process process = builder.start();
      LIVE.add(process);
      var _ = process.onExit().thenAccept(LIVE::remove);
      return new Child(process);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + builder.command().getFirst(), e);
    }
  }

  public Process process() {
    return process;
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    exit(Duration.ofSeconds(20));
  }

  /** SIGTERM. */
  void terminate() {
    // Process.destroy would close its streams, and with them what it still has to say.
    process.toHandle().destroy();
  }

  /** SIGSTOP. */
  public void stop() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void cont() {
    signal("CONT");
  }

  /** Waits for the end; empty when the process is still alive after the time. */
  public OptionalInt exit(Duration timeout) {
    try {
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a child", e);
    }
  }

  private void signal(String name) {
    Child kill =
        start(
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
    if (kill.exit(Duration.ofSeconds(10)).orElse(-1) != 0 && process.isAlive()) {
      throw new IllegalStateException("SIG" + name + " to " + process.pid() + " failed");
    }
  }
}
