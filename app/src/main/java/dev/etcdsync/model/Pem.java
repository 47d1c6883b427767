package dev.etcdsync.model;

import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** One block of a PEM file. Its string form does not show the content: it may be a private key. */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private final String label;
  private final byte[] der;

  private Pem(String label, byte[] der) {
    this.label = label;
    this.der = der;
  }

  /** The blocks of a file in their order; text around them is allowed, as OpenSSL writes it. */
  static List<Pem> blocks(String text) {
    return BLOCK.matcher(text).results().map(Pem::block).toList();
  }

  private static Pem block(MatchResult match) {
    // Old encrypted keys have header lines in the block; no base64 decoder would take them.
    if (match.group(2).contains("Proc-Type:")) {
      return new Pem("ENCRYPTED PRIVATE KEY", new byte[0]);
    }
    return new Pem(match.group(1), Base64.getMimeDecoder().decode(match.group(2)));
  }

  /** The words after BEGIN, such as {@code CERTIFICATE} or {@code EC PRIVATE KEY}. */
  String label() {
    return label;
  }

  byte[] der() {
    return der.clone();
  }

  boolean isCertificate() {
    return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
  }

  boolean isPrivateKey() {
    return label.endsWith("PRIVATE KEY");
  }

  @Override
  public String toString() {
    return "PEM " + label;
  }
}
