package dev.etcdsync.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Makes self-signed certificates with the JDK's keytool, and writes keys as other tools do. */
public final class TestCertificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;

  public TestCertificates(Path folder) {
    this.folder = folder;
  }

  /** A certificate and its key. */
  public record Pair(Certificate certificate, PrivateKey key) {}

  /** Makes a new pair; the algorithm as keytool names it: RSA, EC, Ed25519. */
  public Pair make(String name, String algorithm) throws Exception {
    return make(name, algorithm, 90);
  }

  /** The same with the days for which it is valid from now on. */
  public Pair make(String name, String algorithm, int days) throws Exception {
    return make(name, algorithm, List.of("-validity", Integer.toString(days)));
  }

  /** Makes a CA. */
  public Pair makeAuthority(String name) throws Exception {
    return make(name, "EC", List.of("-ext", "bc:c"));
  }

  /**
   * Makes a pair that a CA of this folder has signed.
   *
   * @param start from when on it is valid, as keytool takes it, such as {@code -10d}
   */
  public Pair makeSigned(String name, String authority, String start, int days) throws Exception {
    Files.copy(folder.resolve(authority + ".p12"), folder.resolve(name + ".p12"));
    return make(
        name,
        "EC",
        name,
        List.of("-signer", "it", "-startdate", start, "-validity", Integer.toString(days)));
  }

  /**
   * The same for another host than this one, as keytool names it, such as {@code dns:elsewhere}.
   */
  public Pair makeSignedFor(String host, String name, String authority) throws Exception {
    Files.copy(folder.resolve(authority + ".p12"), folder.resolve(name + ".p12"));
    return make(name, "EC", name, host, List.of("-signer", "it"));
  }

  private Pair make(String name, String algorithm, List<String> more) throws Exception {
    return make(name, algorithm, "it", more);
  }

  private Pair make(String name, String algorithm, String alias, List<String> more)
      throws Exception {
    return make(name, algorithm, alias, "dns:localhost,ip:127.0.0.1", more);
  }

  private Pair make(String name, String algorithm, String alias, String hosts, List<String> more)
      throws Exception {
    Path store = folder.resolve(name + ".p12");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                // It lives for a moment: what would make a long-lived JVM fast only costs time.
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                algorithm,
                algorithm.equals("RSA") ? "-keysize" : "-groupname",
                switch (algorithm) {
                  case "RSA" -> "2048";
                  case "EC" -> "secp256r1";
                  default -> algorithm;
                },
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=" + hosts,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
    command.addAll(more);
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, PASSWORD);
    }
    return new Pair(loaded.getCertificate(alias), (PrivateKey) loaded.getKey(alias, PASSWORD));
  }

  public Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  public Path certificate(String name, Pair pair) throws Exception {
    return write(name, pem("CERTIFICATE", pair.certificate().getEncoded()));
  }

  public Path pkcs8(String name, Pair pair) throws IOException {
    return write(name, pem("PRIVATE KEY", pair.key().getEncoded()));
  }

  /** What cert-manager writes for RSA by default. */
  public Path pkcs1(String name, Pair pair) throws IOException, GeneralSecurityException {
    Der info = new Der(pair.key().getEncoded()).enter(0x30);
    info.skip();
    info.skip();
    return write(name, pem("RSA PRIVATE KEY", info.enter(0x04).rest()));
  }

  /** What {@code openssl ecparam -genkey} writes: the curve first, and again in the key. */
  public Path sec1(String name, Pair pair, String curveOid) throws IOException {
    ECPrivateKey key = (ECPrivateKey) pair.key();
    byte[] oid = HexFormat.of().parseHex(curveOid);
    int size = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    byte[] der =
        element(
            0x30,
            element(0x02, new byte[] {1}),
            element(0x04, fixed(key.getS().toByteArray(), size)),
            element(0xa0, oid));
    return write(name, pem("EC PARAMETERS", oid) + pem("EC PRIVATE KEY", der));
  }

  public static String pem(String label, byte[] der) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, lines, label);
  }

  private static byte[] fixed(byte[] number, int size) {
    byte[] out = new byte[size];
    int length = Math.min(number.length, size);
    System.arraycopy(
        Arrays.copyOfRange(number, number.length - length, number.length),
        0,
        out,
        size - length,
        length);
    return out;
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    out.write(content.size());
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
