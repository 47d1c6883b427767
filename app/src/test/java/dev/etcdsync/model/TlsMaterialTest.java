package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsMaterialTest {
  private static final String P256 = "06082a8648ce3d030107";

  @TempDir static Path folder;
  static TestCertificates files;
  static TestCertificates.Pair rsa;
  static TestCertificates.Pair ec;
  static TestCertificates.Pair otherEc;
  static TestCertificates.Pair edwards;

  @BeforeAll
  static void makeCertificates() throws Exception {
    files = new TestCertificates(folder);
    rsa = files.make("rsa", "RSA");
    ec = files.make("ec", "EC");
    otherEc = files.make("other-ec", "EC");
    edwards = files.make("edwards", "Ed25519");
    files.certificate("rsa.crt", rsa);
    files.certificate("ec.crt", ec);
    files.certificate("edwards.crt", edwards);
  }

  private static TlsMaterial read(String certificate, Path key) {
    return TlsMaterial.read(
        Side.PRIMARY,
        new TlsFiles(
            Optional.of(folder.resolve("rsa.crt")),
            Optional.of(folder.resolve(certificate)),
            Optional.of(key),
            Optional.empty()));
  }

  private static void refused(String certificate, Path key, String sentence) {
    assertThatThrownBy(() -> read(certificate, key))
        .isInstanceOf(InvalidSetting.class)
        .hasMessage(sentence);
  }

  @Test
  void readsPkcs8OfEveryKind() throws Exception {
    assertThat(read("rsa.crt", files.pkcs8("rsa8.key", rsa)).key()).contains(rsa.key());
    assertThat(read("ec.crt", files.pkcs8("ec8.key", ec)).key()).isPresent();
    assertThat(read("edwards.crt", files.pkcs8("ed8.key", edwards)).key()).isPresent();
  }

  @Test
  void readsPkcs1AsCertManagerWritesIt() throws Exception {
    assertThat(read("rsa.crt", files.pkcs1("rsa1.key", rsa)).key()).contains(rsa.key());
  }

  @Test
  void readsSec1AsOpensslWritesIt() throws Exception {
    assertThat(read("ec.crt", files.sec1("ec1.key", ec, P256)).key()).isPresent();
  }

  @Test
  void readsChainsLeafFirstAndTextAroundThem() throws Exception {
    String chain =
        "Bag Attributes\r\n"
            + Files.readString(folder.resolve("ec.crt")).replace("\n", "\r\n")
            + "subject=CA\n"
            + Files.readString(folder.resolve("rsa.crt"));
    files.write("chain.crt", chain);
    TlsMaterial material = read("chain.crt", files.pkcs8("chain.key", ec));
    assertThat(material.chain())
        .containsExactly(
            (java.security.cert.X509Certificate) ec.certificate(),
            (java.security.cert.X509Certificate) rsa.certificate());
    assertThat(material.authorities()).hasSize(1);
  }

  @Test
  void refusesAKeyOfAnotherCertificate() throws Exception {
    Path other = files.pkcs8("other.key", otherEc);
    String sentence =
        "primary.tls.key: %s is not the key of the certificate in %s: "
            + "give the two that belong together";
    refused("ec.crt", other, sentence.formatted(other, folder.resolve("ec.crt")));
    refused("rsa.crt", other, sentence.formatted(other, folder.resolve("rsa.crt")));
  }

  @Test
  void refusesFilesThatCannotBeUsed() throws Exception {
    Path missing = folder.resolve("missing.key");
    refused(
        "ec.crt",
        missing,
        "primary.tls.key: " + missing + " does not exist: give an existing file");
    refused("ec.crt", folder, "primary.tls.key: " + folder + " is a directory: give a file");
    Path certificate = folder.resolve("ec.crt");
    refused(
        "ec.crt",
        certificate,
        "primary.tls.key: " + certificate + " holds no private key: give a PEM file");
    Path key = files.pkcs8("only.key", ec);
    refused(
        "only.key",
        key,
        "primary.tls.certificate: " + key + " holds no certificate: give a PEM file");
    Path damaged =
        files.write("damaged.crt", TestCertificates.pem("CERTIFICATE", new byte[] {1, 2, 3}));
    refused(
        "damaged.crt",
        key,
        "primary.tls.certificate: "
            + damaged
            + " holds a damaged certificate: give a valid PEM file");
  }

  @Test
  void refusesKeysThatCannotBeUsed() throws Exception {
    Path encrypted =
        files.write("enc.key", TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[] {1}));
    String needsNone = " is encrypted: give a key without a password";
    refused("ec.crt", encrypted, "primary.tls.key: " + encrypted + needsNone);
    Path old =
        files.write(
            "old.key",
            """
            -----BEGIN RSA PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-128-CBC,00

            AAAA
            -----END RSA PRIVATE KEY-----
            """);
    refused("rsa.crt", old, "primary.tls.key: " + old + needsNone);
    Path noCurve =
        files.write(
            "no-curve.key",
            TestCertificates.pem("EC PRIVATE KEY", new byte[] {0x30, 6, 2, 1, 1, 4, 1, 7}));
    refused(
        "ec.crt",
        noCurve,
        "primary.tls.key: "
            + noCurve
            + " holds an elliptic curve key that does not name its curve: convert it to PKCS#8");
    Path dsa = files.write("dsa.key", TestCertificates.pem("DSA PRIVATE KEY", new byte[] {1}));
    refused(
        "ec.crt",
        dsa,
        "primary.tls.key: "
            + dsa
            + " holds a key of the kind DSA PRIVATE KEY: give PKCS#8, PKCS#1 or SEC1");
    for (String label : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY"}) {
      Path bad = files.write("bad.key", TestCertificates.pem(label, new byte[] {0x30, 1, 9}));
      refused(
          "ec.crt",
          bad,
          "primary.tls.key: "
              + bad
              + " holds a key that is damaged or not of the kind RSA, elliptic curve or Ed25519");
    }
    Path cut = files.write("cut.key", TestCertificates.pem("EC PRIVATE KEY", new byte[] {0x30, 9}));
    refused("ec.crt", cut, "primary.tls.key: " + cut + " holds a damaged key");
  }

  @Test
  void refusesWhatItMayNotRead() throws Exception {
    Path secret = files.pkcs8("secret.key", ec);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(secret), "root reads everything");
    refused(
        "ec.crt", secret, "primary.tls.key: " + secret + " cannot be read: check its permissions");
  }

  @Test
  void showsNoKeyInItsStringForm() throws Exception {
    assertThat(read("ec.crt", files.pkcs8("shown.key", ec)))
        .hasToString("TlsMaterial[authorities=1, chain=1, key=***]");
    assertThat(Pem.blocks(Files.readString(folder.resolve("shown.key"))).getFirst())
        .hasToString("PEM PRIVATE KEY");
  }
}
