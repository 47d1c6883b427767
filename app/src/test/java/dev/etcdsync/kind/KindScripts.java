package dev.etcdsync.kind;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the repository keeps the scripts for kind, and what these write about the clusters. */
record KindScripts(Path folder) {
  private static final String PROPERTY = "kind.scripts";

  /**
   * The folder that -Dkind.scripts names, else scripts/kind in the folder of the build or in one of
   * those around it.
   */
  static KindScripts find() {
    String given = System.getProperty(PROPERTY, "");
    if (!given.isBlank()) {
      return of(Path.of(given))
          .orElseThrow(() ->
              new IllegalStateException(
                  given + " (of -D" + PROPERTY + ") has no lend.sh: name scripts/kind."));
    }
    // Surefire says where the module is, wherever it was called from.
    Path build = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    return Stream.iterate(build, at -> at != null, Path::getParent)
        .flatMap(at -> of(at.resolve("scripts").resolve("kind")).stream())
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "Give -D"
                    + PROPERTY
                    + "=…, the repository's scripts/kind: it is not around "
                    + build
                    + "."));
  }

  private static Optional<KindScripts> of(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    return Files.isExecutable(absolute.resolve("lend.sh"))
        ? Optional.of(new KindScripts(absolute))
        : Optional.empty();
  }

  Path lend() {
    return folder.resolve("lend.sh");
  }

  /** What up.sh writes: kubeconfigs, endpoints, certificates. */
  Path clusters() {
    return folder.resolve("..").resolve("..").resolve(".kind").normalize();
  }
}
