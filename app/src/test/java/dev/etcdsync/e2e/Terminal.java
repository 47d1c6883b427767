package dev.etcdsync.e2e;

import dev.etcdsync.kind.KindCluster;
import dev.etcdsync.planes.PlaneBinaries;
import dev.etcdsync.real.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What somebody who operates one cluster types: bash with kubectl and Helm, in a folder with the
 * chart and a file of values.
 */
final class Terminal {
  /** How a command is started in a pod; docs/drill.md has it. */
  static final String ETCD_SYNC =
      "etcd_sync() { kubectl -n cpaas-system exec deploy/etcd-sync --"
          + " java @/app/java-flags @/app/etcd-sync \"$@\""
          + " --config /etc/etcd-sync/config/config.yaml; }";

  private final KindCluster cluster;
  private final Path folder;
  private final Map<String, String> variables;
  private final List<String> typed = new ArrayList<>();

  /**
   * A terminal at a cluster.
   *
   * @param helm the file of the Helm that is called helm
   * @param variables what is set beside KUBECONFIG
   */
  Terminal(KindCluster cluster, Path helm, Path chart, Map<String, String> variables) {
    this.cluster = cluster;
    this.folder = Inputs.FOLDER.resolve(cluster.name());
    this.variables = Map.copyOf(variables);
    Folders.delete(folder);
    Folders.create(folder.resolve("bin"));
    try {
      Files.createSymbolicLink(folder.resolve("bin").resolve("helm"), helm);
      Files.createSymbolicLink(folder.resolve("chart"), chart);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a file of the folder holds. */
  String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file in the folder. */
  Path write(String name, String content) {
    return Folders.write(folder.resolve(name), content);
  }

  /** Runs a line, and waits for its end. */
  Ran type(String line) {
    typed.add(line);
    return run(line);
  }

  /** The same with what nobody would type. */
  Ran run(String line) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", ETCD_SYNC + "\n" + line).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("HELM"));
    Map<String, String> set = new HashMap<>(variables);
    set.put("KUBECONFIG", cluster.kubeconfig().toString());
    set.put("HELM_CONFIG_HOME", folder.resolve("helm").toString());
    set.put("HELM_CACHE_HOME", folder.resolve("helm").toString());
    set.put("HELM_DATA_HOME", folder.resolve("helm").toString());
    set.put(
        "PATH",
        folder.resolve("bin")
            + ":"
            + Path.of(PlaneBinaries.file("kubectl")).getParent()
            + ":"
            + environment.get("PATH"));
    environment.putAll(set);
    return Ran.of(cluster.name() + "$ " + line, builder, folder.resolve("typed"));
  }

  /** What was typed so far. */
  List<String> typed() {
    return List.copyOf(typed);
  }
}
