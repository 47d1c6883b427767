package dev.etcdsync.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority with a server's and a client's certificate, as PEM files in one folder.
 * Made by the JDK's keytool.
 */
final class Certificates {
  private static final String PASSWORD = "changeit";

  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  /** Makes all of them in a folder, in place of what is there. */
  static Certificates in(Path folder) {
    return in(folder, "san=ip:127.0.0.1,dns:localhost");
  }

  /** The same with another name in the server's certificate, such as {@code san=dns:etcd.vip}. */
  static Certificates in(Path folder, String serverNames) {
    Certificates made = new Certificates(folder);
    try {
      Files.createDirectories(folder);
      Path store = folder.resolve("store.p12");
      Files.deleteIfExists(store);
      made.keytool("ca", "CN=test ca", "bc:c", "ku:c=keyCertSign,cRLSign");
      made.keytool("server", "CN=etcd", serverNames, "eku=serverAuth,clientAuth");
      made.keytool("client", "CN=etcd-sync", "eku=clientAuth");
      made.export(store, List.of("ca", "server", "client"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return made;
  }

  /** Makes another client certificate of the same authority, in place of the one there. */
  void renewClient() {
    Path store = folder.resolve("store.p12");
    try {
      keytool(List.of("-delete", "-alias", "client"));
      keytool("client", "CN=etcd-sync", "eku=clientAuth");
      export(store, List.of("client"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a JVM is started with so that this authority is all that its system trusts. */
  String trustStoreOptions() {
    Path trusted = folder.resolve("trusted.p12");
    try (InputStream in = Files.newInputStream(folder.resolve("store.p12"));
        OutputStream out = Files.newOutputStream(trusted)) {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(in, PASSWORD.toCharArray());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, PASSWORD.toCharArray());
      store.setCertificateEntry("ca", all.getCertificate("ca"));
      store.store(out, PASSWORD.toCharArray());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
    return "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
        .formatted(trusted, PASSWORD);
  }

  Path ca() {
    return folder.resolve("ca.crt");
  }

  Path serverCertificate() {
    return folder.resolve("server.crt");
  }

  Path serverKey() {
    return folder.resolve("server.key");
  }

  Path clientCertificate() {
    return folder.resolve("client.crt");
  }

  Path clientKey() {
    return folder.resolve("client.key");
  }

  private void keytool(String alias, String name, String... extensions) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-startdate",
                "-1d"));
    if (!alias.equals("ca")) {
      command.addAll(List.of("-signer", "ca"));
    }
    for (String extension : extensions) {
      command.addAll(List.of("-ext", extension));
    }
    keytool(command);
  }

  private void keytool(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(arguments);
    command.addAll(
        List.of(
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            folder.resolve("store.p12").toString()));
    Path log = folder.resolve("keytool.log");
    if (Child.logging(command, log).exit(Duration.ofSeconds(60)).orElse(-1) != 0) {
      throw new IllegalStateException("keytool failed: " + Folders.tail(log, 20));
    }
  }

  private void export(Path store, List<String> aliases) throws IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      for (String alias : aliases) {
        pem(alias + ".crt", "CERTIFICATE", keys.getCertificate(alias).getEncoded());
        pem(alias + ".key", "PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded());
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void pem(String file, String what, byte[] content) throws IOException {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }
}
