package dev.etcdsync.model;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the TLS files of one side held when they were read: complete, readable, certificate and key
 * belonging together.
 *
 * @param authorities whom to trust; none means the system's trust store
 * @param chain our own certificate and its chain, leaf first; none if there is none
 * @param key the private key of the first certificate of {@code chain}
 */
public record TlsMaterial(
    List<X509Certificate> authorities, List<X509Certificate> chain, Optional<PrivateKey> key) {

  public TlsMaterial {
    authorities = List.copyOf(authorities);
    chain = List.copyOf(chain);
  }

  /**
   * Reads the files as they are now.
   *
   * @throws InvalidSetting naming the file that cannot be read or used
   */
  public static TlsMaterial read(Side side, TlsFiles files) {
    String setting = side + ".tls.";
    List<X509Certificate> authorities =
        files
            .ca()
            .map(path -> certificates(new SettingFile(setting + "ca", path)))
            .orElse(List.of());
    List<X509Certificate> chain =
        files
            .certificate()
            .map(path -> certificates(new SettingFile(setting + "certificate", path)))
            .orElse(List.of());
    Optional<SettingFile> keyFile = files.key().map(path -> new SettingFile(setting + "key", path));
    Optional<PrivateKey> key = keyFile.map(TlsMaterial::key);
    if (key.isPresent() && !matches(chain.getFirst(), key.get())) {
      throw keyFile
          .orElseThrow()
          .unusable(
              "is not the key of the certificate in %s: give the two that belong together"
                  .formatted(files.certificate().orElseThrow()));
    }
    return new TlsMaterial(authorities, chain, key);
  }

  /** When the first of some certificates ends; empty without any. */
  public static Optional<Instant> firstToEnd(List<X509Certificate> certificates) {
    return certificates.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder());
  }

  private static List<X509Certificate> certificates(SettingFile file) {
    List<X509Certificate> found = new ArrayList<>();
    for (Pem pem : Pem.blocks(file.read())) {
      if (pem.isCertificate()) {
        found.add(certificate(file, pem));
      }
    }
    if (found.isEmpty()) {
      throw file.unusable("holds no certificate: give a PEM file");
    }
    return found;
  }

  private static X509Certificate certificate(SettingFile file, Pem pem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem.der()));
    } catch (CertificateException e) {
      throw file.unusable("holds a damaged certificate: give a valid PEM file");
    }
  }

  private static PrivateKey key(SettingFile file) {
    Optional<Pem> pem = Pem.blocks(file.read()).stream().filter(Pem::isPrivateKey).findFirst();
    if (pem.isEmpty()) {
      throw file.unusable("holds no private key: give a PEM file");
    }
    try {
      return PrivateKeys.decode(pem.get());
    } catch (GeneralSecurityException e) {
      throw file.unusable(String.valueOf(e.getMessage()));
    }
  }

  private static boolean matches(X509Certificate certificate, PrivateKey key) {
    try {
      return PrivateKeys.match(certificate.getPublicKey(), key);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Counts only: a private key has no string form. */
  @Override
  public String toString() {
    return "TlsMaterial[authorities=%d, chain=%d, key=%s]"
        .formatted(authorities.size(), chain.size(), key.isPresent() ? "***" : "none");
  }
}
