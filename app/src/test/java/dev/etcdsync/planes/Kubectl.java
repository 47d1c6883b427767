package dev.etcdsync.planes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Child;
import dev.etcdsync.real.Folders;
import dev.etcdsync.real.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Kubernetes' own client, as the administrator of one cluster. For one thread. */
public final class Kubectl {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path kubeconfig;
  private final Path folder;

  /**
   * A client of a kubeconfig's current context.
   *
   * @param folder an existing one, for its cache and its output
   */
  public Kubectl(Path kubeconfig, Path folder) {
    this.kubeconfig = kubeconfig;
    this.folder = folder;
  }

  /** Every resource that can be listed, as kubectl names it. */
  List<String> resources() {
    return run("api-resources", "--verbs=list", "--output=name").lines().toList();
  }

  /** All objects of these resources; fails where one cannot be listed. */
  JsonNode list(List<String> resources) {
    return Json.parse(run("get", String.join(",", resources), "--all-namespaces", "--output=json"));
  }

  /** A watch whose events are appended to a file. */
  Child watch(String resource, String namespace, Path into) {
    return Child.logging(
        command(
            "get",
            resource,
            "--namespace=" + namespace,
            "--watch-only",
            "--output-watch-events",
            "--output=jsonpath={.type} {.object.metadata.name} {.object.data.n}{'\\n'}"),
        into);
  }

  private List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                PlaneBinaries.file("kubectl"),
                "--kubeconfig=" + kubeconfig,
                "--cache-dir=" + folder.resolve("kubectl-cache")));
    command.addAll(List.of(arguments));
    return command;
  }

  /** What a command prints; fails with what it complains of unless it ends with 0. */
  public String run(String... arguments) {
    int exit = exitOf(arguments);
    if (exit != 0) {
      throw new AssertionError(
          "kubectl " + String.join(" ", arguments) + " ended with " + exit + ": " + complaint());
    }
    try {
      return Files.readString(out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command that may fail: whether it ended with 0. */
  public boolean succeeds(String... arguments) {
    return exitOf(arguments) == 0;
  }

  /** What the last command said on standard error. */
  public String complaint() {
    return Folders.tail(err(), 20);
  }

  private Path out() {
    return folder.resolve("kubectl.out");
  }

  private Path err() {
    return folder.resolve("kubectl.err");
  }

  private int exitOf(String... arguments) {
    Child child =
        Child.start(
            new ProcessBuilder(command(arguments))
                .redirectOutput(out().toFile())
                .redirectError(err().toFile()));
    int exit = child.exit(PATIENCE).orElse(-1);
    child.kill();
    return exit;
  }
}
