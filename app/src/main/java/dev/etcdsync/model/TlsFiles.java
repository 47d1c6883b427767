package dev.etcdsync.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the PEM files for one side are, and the name that its certificate must carry if that is not
 * the endpoint's. The files may change at any time; {@link TlsMaterial} is what they hold now.
 *
 * @param ca certificates to trust; empty means the system's trust store
 * @param certificate our own certificate and its chain, leaf first
 * @param key the private key of {@code certificate}; the two are given together or not at all
 * @param serverName the name to verify and to ask for, in place of each endpoint's own host
 */
public record TlsFiles(
    Optional<Path> ca,
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<String> serverName) {

  public TlsFiles {
    if (certificate.isPresent() && key.isEmpty()) {
      throw new InvalidSetting(
          "tls.certificate", "a certificate is of no use without its key: give the key file, too");
    }
    if (key.isPresent() && certificate.isEmpty()) {
      throw new InvalidSetting(
          "tls.key", "a key is of no use without its certificate: give the certificate file, too");
    }
    if (serverName.isPresent() && !HostName.isValid(serverName.get())) {
      throw new InvalidSetting(
          "tls.serverName",
          "\"%s\" is not a host name: give the name that the server's certificate carries"
              .formatted(serverName.get()));
    }
  }

  /** Nothing given: the system's trust store, no certificate of our own. */
  public static TlsFiles none() {
    return new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
