package dev.etcdsync.planes;

import dev.etcdsync.real.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** cert-manager's own controllers, running beside one cluster; what they act on stays there. */
public final class CertManager implements AutoCloseable {
  private final List<String> command;
  private final Path log;
  private Child child;

  /**
   * Makes its kinds known to the cluster, and starts it.
   *
   * @param kubeconfig the cluster's administrator's
   * @param folder an existing one, for its log
   */
  public CertManager(Kubectl kubectl, Path kubeconfig, Path folder) {
    this.command = List.of(file("cert-manager"), kubeconfig.toString());
    this.log = folder.resolve("cert-manager.log");
    kubectl.run("apply", "--server-side", "--filename=" + file("crds.yaml"));
    kubectl.run(
        "wait", "--for=condition=Established", "--timeout=60s", "--filename=" + file("crds.yaml"));
    this.child = Child.logging(command, log);
  }

  private static String file(String name) {
    String folder = System.getProperty("cert-manager.bin", "");
    Path file = Path.of(folder, name);
    if (folder.isBlank() || !Files.exists(file)) {
      throw new IllegalStateException(
          "Give -Dcert-manager.bin=… with cert-manager and crds.yaml, as scripts/test.sh does.");
    }
    return file.toString();
  }

  /** SIGKILL, or nothing where it has ended. */
  void kill() {
    child.kill();
  }

  void startAgain() {
    child = Child.logging(command, log);
  }

  /** Makes a cluster forget its kinds, and all objects of them. */
  public static void forget(Kubectl kubectl) {
    kubectl.run("delete", "--ignore-not-found", "--filename=" + file("crds.yaml"));
  }

  @Override
  public void close() {
    child.kill();
  }
}
