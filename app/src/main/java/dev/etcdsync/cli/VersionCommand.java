package dev.etcdsync.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code etcd-sync version}. */
@Command(name = "version", description = "Shows the version of etcd-sync and of Java.")
final class VersionCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    return spec;
  }

  /** The version of this program. */
  static String ofProgram() {
    // The manifest of our jar has it; classes in a folder have no manifest.
    return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("etcd-sync %s, Java %s".formatted(ofProgram(), Runtime.version()));
    out.flush();
    return ExitCode.DONE.code();
  }
}
