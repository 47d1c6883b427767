package dev.etcdsync.e2e;

import dev.etcdsync.kind.KindCluster;
import dev.etcdsync.real.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What scripts/e2e.sh gives, and the files of the checkout. */
final class Inputs {
  /** Where everything is written that is typed, and what came of it. */
  static final Path FOLDER = Path.of("target", "e2e").toAbsolutePath();

  private Inputs() {}

  /** The file that a property names. */
  static Path file(String property) {
    Path file = Path.of(System.getProperty(property, ""));
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException(
          "Give -D" + property + "=… with a file, as scripts/e2e.sh does.");
    }
    return file.toAbsolutePath();
  }

  static Path repository() {
    return Path.of("..").toAbsolutePath().normalize();
  }

  /** The values for a primary's address, and the tag that the image was built with. */
  static String values(String vip) {
    return Form.values(
                repository().resolve("plugin-manifest").resolve("plugin-config.yaml"),
                file("platform-template.bin"),
                vip)
            // Two clusters and a build on one machine may keep an answer back for long.
            .replace("timing:\n", "timing:\n  requestTimeout: 15s\n")
        + "global: {images: {etcd-sync: {tag: e2e}}}\n"
        // Of kind's own volumes, in the images that kind publishes.
        + "scope: {namespaces: {out: [local-path-storage]}}\n";
  }

  /** A folder with the CA of a cluster's etcd and a client's certificate, named as in a Secret. */
  static String certificates(KindCluster cluster) {
    Path folder = FOLDER.resolve("certificates-" + cluster.name());
    Folders.create(folder);
    copy(cluster.authority(), folder.resolve("ca.crt"));
    copy(cluster.certificate(), folder.resolve("tls.crt"));
    copy(cluster.key(), folder.resolve("tls.key"));
    return folder.toString();
  }

  /** A folder as /etc/kubernetes/pki of a cluster's node: the CA of its etcd, with its key. */
  static String pki(KindCluster cluster, Node node) {
    Path folder = FOLDER.resolve("pki-" + cluster.name());
    Folders.create(folder.resolve("etcd"));
    for (String name : List.of("etcd/ca.crt", "etcd/ca.key")) {
      Folders.write(folder.resolve(name), node.read("/etc/kubernetes/pki/" + name));
    }
    return folder.toString();
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
