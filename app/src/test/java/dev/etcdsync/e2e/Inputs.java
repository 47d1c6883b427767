package dev.etcdsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.kind.GivenClusters;
import dev.etcdsync.kind.KindCluster;
import dev.etcdsync.real.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

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

  /**
   * What docs/drill.md has as values for a primary's address, and what it says that is otherwise
   * here. Fails unless the plugin's form gives the first for the answers that it stands for.
   */
  static String values(String vip) {
    JsonNode manual = Manual.values("replicas:");
    ((ObjectNode) manual.path("primary")).put("vip", vip);
    String form =
        Form.values(
            repository().resolve("plugin-manifest").resolve("plugin-config.yaml"),
            file("platform-template.bin"),
            vip);
    assertThat(Manual.parse(form)).as("what the form gives").isEqualTo(manual);
    return merged(merged(manual, Manual.values("global:")), image()).toString();
  }

  /** The image that was given for clusters from outside. */
  private static JsonNode image() {
    String given = System.getProperty("e2e.image.name", "");
    int tag = given.lastIndexOf(':');
    return given.isEmpty()
        ? Manual.parse("{}")
        : Manual.parse(
            "global: {images: {etcd-sync: {repository: \"%s\", tag: \"%s\"}}}"
                .formatted(given.substring(0, tag), given.substring(tag + 1)));
  }

  private static JsonNode merged(JsonNode base, JsonNode more) {
    try {
      return new ObjectMapper()
          .setDefaultMergeable(true)
          .readerForUpdating(base.deepCopy())
          .readValue(more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
  static String pki(KindCluster cluster, Optional<Node> container) {
    return container
        .map(node -> pki(cluster, node))
        .orElseGet(() -> GivenClusters.pki(cluster.name()).toString());
  }

  private static String pki(KindCluster cluster, Node node) {
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
