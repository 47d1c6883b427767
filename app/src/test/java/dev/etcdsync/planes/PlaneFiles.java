package dev.etcdsync.planes;

import dev.etcdsync.real.Folders;
import dev.etcdsync.real.Fork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The folder of a control plane: keys, the administrator's token and kubeconfig, data, logs. */
record PlaneFiles(Path folder) {
  static final String TOKEN = "administrator";

  /** An empty folder of this process below the build's, where the logs stay after the run. */
  static PlaneFiles of(String name) {
    Path folder = Path.of("target", "planes", name + "-" + Fork.number()).toAbsolutePath();
    Folders.delete(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PlaneFiles(folder);
  }

  Path log(String process) {
    return folder.resolve(process + ".log");
  }

  Path data() {
    return folder.resolve("etcd");
  }

  Path kubeconfig() {
    return folder.resolve("kubeconfig");
  }

  /** Where the apiserver writes the certificate that it makes for itself. */
  Path certificates() {
    return folder.resolve("certificates");
  }

  Path certificate() {
    return certificates().resolve("apiserver.crt");
  }

  /** Written after the certificate. */
  boolean hasCertificate() {
    return Files.exists(certificates().resolve("apiserver.key"));
  }

  Path writeToken() {
    return Folders.write(
        folder.resolve("tokens"), TOKEN + ",administrator,administrator,system:masters\n");
  }

  Path writeEncryption(String configuration) {
    return Folders.write(folder.resolve("encryption.yaml"), configuration);
  }

  /** RSA, because Kubernetes takes no other private key in this encoding for a public one. */
  Path writeServiceAccountKey() {
    Path file = folder.resolve("service-accounts.key");
    if (Files.exists(file)) {
      return file;
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      String base64 =
          Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
              .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
      return Folders.write(
          file, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void writeKubeconfig(String url) {
    writeKubeconfig(url, TOKEN, kubeconfig());
  }

  /** The same for somebody else, in a file of this name. */
  Path writeKubeconfig(String url, String token, String name) {
    return writeKubeconfig(url, token, folder.resolve(name));
  }

  private Path writeKubeconfig(String url, String token, Path file) {
    return Folders.write(
        file,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: plane, cluster: {server: "%s", certificate-authority: "%s"}}]
        users: [{name: administrator, user: {token: "%s"}}]
        contexts: [{name: plane, context: {cluster: plane, user: administrator}}]
        current-context: plane
        """
            .formatted(url, certificate(), token));
  }
}
