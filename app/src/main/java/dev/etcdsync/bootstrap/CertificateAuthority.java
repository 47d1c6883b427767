package dev.etcdsync.bootstrap;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A CA with its key. The key has no string form. */
final class CertificateAuthority {
  static final String CERTIFICATE = "tls.crt";
  static final String KEY = "tls.key";

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN ([A-Z]+ )?PRIVATE KEY-----");

  /** Enough that no two CAs share it by chance. */
  private static final int FINGERPRINT = 16;

  private final String pem;
  private final String key;
  private final X509Certificate certificate;

  private CertificateAuthority(String pem, String key, X509Certificate certificate) {
    this.pem = pem;
    this.key = key;
    this.certificate = certificate;
  }

  /** What keeps these entries of a Secret from being a CA at this time; empty if they are one. */
  private static Optional<String> fault(Map<String, String> data, Instant now) {
    List<X509Certificate> found = Pem.certificates(data.getOrDefault(CERTIFICATE, ""));
    if (found.isEmpty()) {
      return Optional.of("it has no certificate in " + CERTIFICATE);
    }
    if (!PRIVATE_KEY.matcher(data.getOrDefault(KEY, "")).find()) {
      return Optional.of("it has no private key in " + KEY);
    }
    X509Certificate first = found.getFirst();
    if (first.getBasicConstraints() < 0) {
      return Optional.of("its certificate is none of a CA");
    }
    return first.getNotAfter().toInstant().isAfter(now)
        ? Optional.empty()
        : Optional.of("its certificate was valid until " + until(first));
  }

  /**
   * The CA of a Secret.
   *
   * @param data its entries
   * @param whose the Secret, as a sentence begins with it
   * @param option by which another Secret can be named
   * @throws BootstrapFailure if it is no CA at this time
   */
  static CertificateAuthority ofSecret(
      Map<String, String> data, Instant now, String whose, String option) {
    fault(data, now)
        .ifPresent(fault -> {
          throw new BootstrapFailure(
              BootstrapFailure.Reason.MISSING,
              "%s is no CA that can sign: %s; name the one with the CA of its etcd by %s"
                  .formatted(whose, fault, option));
        });
    return of(data);
  }

  /** The CA that these entries of a Secret are at this time; empty if they are none. */
  static Optional<CertificateAuthority> in(Map<String, String> data, Instant now) {
    return fault(data, now).isPresent() ? Optional.empty() : Optional.of(of(data));
  }

  private static CertificateAuthority of(Map<String, String> data) {
    String pem = data.getOrDefault(CERTIFICATE, "");
    return new CertificateAuthority(
        pem, data.getOrDefault(KEY, ""), Pem.certificates(pem).getFirst());
  }

  /** The entries of a Secret, as cert-manager reads a CA. */
  Map<String, String> data() {
    return Map.of(CERTIFICATE, pem, KEY, key);
  }

  /** Tells one CA from another: the beginning of the certificate's SHA-256. */
  String fingerprint() {
    try {
      return Pem.sha256(certificate.getEncoded()).substring(0, FINGERPRINT);
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was decoded can be encoded", e);
    }
  }

  boolean hasSigned(X509Certificate other) {
    try {
      other.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "%s, %s, valid until %s"
        .formatted(
            certificate.getSubjectX500Principal().getName(), fingerprint(), until(certificate));
  }

  private static Instant until(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().truncatedTo(ChronoUnit.SECONDS);
  }
}
