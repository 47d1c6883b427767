package dev.etcdsync.planes;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where Kubernetes' programs are. */
public final class PlaneBinaries {
  private static final String PROPERTY = "control-plane.bin";

  private PlaneBinaries() {}

  /** The file of one of them. */
  public static String file(String name) {
    String folder = System.getProperty(PROPERTY, "");
    Path file = Path.of(folder, name);
    if (folder.isBlank() || !Files.isExecutable(file)) {
      throw new IllegalStateException(
          "Give -D"
              + PROPERTY
              + "=… with kube-apiserver, kube-controller-manager and kubectl, as scripts/test.sh"
              + " does: this test runs real control planes.");
    }
    return file.toString();
  }
}
