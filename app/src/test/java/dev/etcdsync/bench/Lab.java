package dev.etcdsync.bench;

import io.etcd.jetcd.ByteSequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A pair of fresh etcds, and what can be started between them. */
final class Lab implements AutoCloseable {
  private static final ByteSequence CHECKPOINT = Data.text("/etcd-sync/default/checkpoint");
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Setup setup;
  private final Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Server primaryServer;
  private Server standbyServer;
  private final Store primary;
  private Store standby;
  private int logs;

  Lab(Setup setup) {
    this.setup = setup;
    try {
      this.folder = Files.createTempDirectory(setup.folder(), "lab");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.primaryServer = Server.start(setup.etcd(), folder, "primary");
    this.standbyServer = Server.start(setup.etcd(), folder, "standby");
    this.primary = primaryServer.open();
    this.standby = standbyServer.open();
  }

  Store primary() {
    return primary;
  }

  Store standby() {
    return standby;
  }

  Server primaryServer() {
    return primaryServer;
  }

  Server standbyServer() {
    return standbyServer;
  }

  /** Replaces the standby by an empty one. */
  void freshStandby() {
    standby.close();
    standbyServer.close();
    standbyServer = Server.start(setup.etcd(), folder, "standby");
    standby = standbyServer.open();
  }

  /** Starts the program; the caller ends it. */
  Spawned sync(String... jvmOptions) {
    List<String> command = new ArrayList<>(setup.java());
    command.addAll(List.of(jvmOptions));
    command.addAll(setup.program());
    command.addAll(
        List.of(
            "run",
            "--primary",
            primaryServer.url(),
            "--standby",
            standbyServer.url(),
            "--http",
            "127.0.0.1:0"));
    return start(command);
  }

  /** Starts a check of the link; the caller waits for its end. */
  Spawned check(List<String> more) {
    List<String> command = new ArrayList<>(setup.checkJava());
    command.addAll(setup.program());
    command.addAll(
        List.of("check", "--primary", primaryServer.url(), "--standby", standbyServer.url()));
    command.addAll(more);
    return start(command);
  }

  /** Starts {@code etcdctl make-mirror}; the caller ends it. */
  Spawned mirror() {
    return start(
        List.of(
            setup.etcd().resolve("etcdctl").toString(),
            "make-mirror",
            "--endpoints=" + primaryServer.address(),
            "--prefix=/registry/",
            standbyServer.address()));
  }

  /** Starts {@link BareCopy} in a JVM of its own with the program's flags. */
  Spawned bare() {
    List<String> command = new ArrayList<>(setup.plainJava());
    // It keeps its keys as objects; scarce memory must not slow it down.
    command.add("-Xmx1g");
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            BareCopy.class.getName(),
            primaryServer.url(),
            standbyServer.url()));
    return start(command);
  }

  private Spawned start(List<String> command) {
    Spawned child = Spawned.start(command, folder.resolve("log" + logs++));
    opened.add(child);
    return child;
  }

  /**
   * Starts the program, and waits until its checkpoint says that it follows: the copy is complete.
   */
  Started syncUntilFollowing(String... jvmOptions) {
    try (Store.Awaited following = standby.await(CHECKPOINT, "\"phase\":\"following\"")) {
      Sleep.of(Duration.ofMillis(300));
      Spawned process = sync(jvmOptions);
      // A program that has ended is not waited for.
      Sleep.untilTrue(
          "the program follows",
          Duration.ofMillis(20),
          LONGEST,
          () -> {
            process.expectAlive();
            return following.seen().isDone();
          });
      long end = following.get(LONGEST);
      return new Started(process, (end - process.started()) / 1e9);
    }
  }

  /** The program, and how many seconds after its start it had done what was waited for. */
  record Started(Spawned process, double seconds) {}

  /**
   * Processor seconds that the etcds have used, primary and standby: what a disturbed machine
   * changes least.
   */
  String processorSeconds() {
    return String.format(
        Locale.ROOT,
        "primary %.1f standby %.1f",
        primaryServer.process().ticks() / 100.0,
        standbyServer.process().ticks() / 100.0);
  }

  void expectEqual() {
    Store.expectEqual(primary, standby);
  }

  @Override
  public void close() {
    for (AutoCloseable each : opened.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    primary.close();
    standby.close();
    primaryServer.close();
    standbyServer.close();
    Folders.delete(folder);
  }
}
