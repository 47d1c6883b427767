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

/** Kubernetes' own client, as the administrator of one plane. */
final class Kubectl {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PlaneFiles files;

  Kubectl(PlaneFiles files) {
    this.files = files;
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
                "--kubeconfig=" + files.kubeconfig(),
                "--cache-dir=" + files.folder().resolve("kubectl-cache")));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs a command that has to succeed, and returns what it printed. */
  String run(String... arguments) {
    Path out = files.folder().resolve("kubectl.out");
    Path err = files.folder().resolve("kubectl.err");
    Child child =
        Child.start(
            new ProcessBuilder(command(arguments))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile()));
    int exit = child.exit(PATIENCE).orElse(-1);
    child.kill();
    if (exit != 0) {
      throw new AssertionError(
          "kubectl " + arguments[0] + " ended with " + exit + ": " + Folders.tail(err, 20));
    }
    try {
      return Files.readString(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
