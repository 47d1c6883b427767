package dev.etcdsync.planes;

import dev.etcdsync.real.Child;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends processes when this JVM is gone, however it went: a shutdown hook is not asked when a JVM is
 * killed, but the kernel closes its pipes.
 */
final class Tether implements AutoCloseable {
  private final Child shell;

  private Tether(Child shell) {
    this.shell = shell;
  }

  static Tether to(List<Child> processes) {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "cat >/dev/null; kill -KILL \"$@\"", "tether"));
    processes.forEach(process -> command.add(Long.toString(process.process().pid())));
    return new Tether(
        Child.start(
            new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)));
  }

  /** Lets go, before the processes are ended in another way. */
  @Override
  public void close() {
    shell.kill();
  }
}
