package dev.etcdsync.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A child process: signalled by its id only, and ended with this JVM at the latest. */
final class Spawned implements AutoCloseable {
  private static final Set<Process> LIVE = ConcurrentHashMap.newKeySet();

  private final Process process;
  private final Path log;
  private final long started;

  private Spawned(Process process, Path log, long started) {
    this.process = process;
    this.log = log;
    this.started = started;
  }

  /** Starts a command whose whole output is appended to {@code log}. */
  static Spawned start(List<String> command, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Neither etcd's settings nor the program's come from outside.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("ETCD") || name.startsWith("JAVA_TOOL"));
    long started = System.nanoTime();
    try {
      Process process = builder.start();
      LIVE.add(process);
      var _ = process.onExit().thenAccept(LIVE::remove);
      return new Spawned(process, log, started);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    }
  }

  /** Kills every child that is still alive. */
  static void killAll() {
    LIVE.forEach(Process::destroyForcibly);
    LIVE.forEach(process -> {
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /** The ids of the children that are alive. */
  static List<Long> live() {
    return LIVE.stream().map(Process::pid).toList();
  }

  /** When it was started, in {@link System#nanoTime}. */
  long started() {
    return started;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Fails with the end of the log when the process has ended. */
  void expectAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "a child has ended with " + process.exitValue() + ":\n" + lastLines());
    }
  }

  /** Waits for its end, and expects that it was a good one. */
  void awaitSuccess(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("a child runs for too long:\n" + lastLines());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          "a child has ended with " + process.exitValue() + ":\n" + lastLines());
    }
  }

  /** SIGTERM, and a clean end expected. */
  void terminate() {
    process.destroy();
    awaitSuccess(Duration.ofSeconds(30));
  }

  /** SIGKILL; returns when the process is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The most memory that was ever resident, in MiB. */
  long mostResidentMiB() {
    return Proc.status(pid(), "VmHWM") / 1024;
  }

  /** Processor time used so far, in clock ticks of 10 ms. */
  long ticks() {
    return Proc.ticks(pid());
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String lastLines() {
    List<String> lines = log().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }
}
