package dev.etcdsync.etcd;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Credentials;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.TlsFiles;
import dev.etcdsync.model.TlsMaterial;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * Makes jetcd clients for one side. Nothing here talks to a server, and no state is kept: any
 * thread may call.
 */
public final class ClientFactory {
  /** A server takes pings more frequent than each 5 seconds for an attack. */
  private static final Duration KEEPALIVE = Duration.ofSeconds(10);

  private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private final ClusterAddress address;
  private final FileFingerprint fingerprint;

  public ClientFactory(ClusterAddress address) {
    this.address = address;
    this.fingerprint = FileFingerprint.of(address);
  }

  /**
   * Reads the files once; each call of what it returns opens a further client with what they held,
   * each on a channel of its own.
   *
   * @throws InvalidSetting if a file cannot be read, or certificate and key do not match
   */
  Clients load() {
    ClientBuilder builder =
        Client.builder()
            .keepaliveTime(KEEPALIVE)
            .keepaliveTimeout(KEEPALIVE_TIMEOUT)
            // etcd closes the connection of a client that pings without a call in progress.
            .keepaliveWithoutCalls(false)
            .connectTimeout(CONNECT_TIMEOUT)
            // A call to a server that is not there fails at once instead of waiting for it.
            .waitForReady(false);
    Optional<String> serverName = address.tls().flatMap(TlsFiles::serverName);
    serverName.ifPresent(builder::authority);
    builder.target(target(serverName.orElse(""), address.endpoints()));
    if (address.encrypted()) {
      encrypt(builder);
    }
    address
        .credentials()
        .map(file -> Credentials.read(address.side(), file))
        .ifPresent(credentials ->
            builder.user(bytes(credentials.user())).password(bytes(credentials.password())));
    return new Clients(builder);
  }

  /**
   * A hash over the content of all TLS and credential files, which changes when one of them does.
   * Never fails: an unreadable file counts as a content of its own.
   */
  public String fingerprint() {
    return fingerprint.now();
  }

  /**
   * The target that jetcd's resolver of the scheme {@code ip} takes, which resolves names, too.
   * jetcd's own {@code endpoints} leaves an IPv6 address's brackets as they are, and no target may
   * have them in its path.
   *
   * @param serverName what certificates are checked against; empty: each endpoint's own host
   */
  private static String target(String serverName, List<URI> endpoints) {
    return endpoints.stream()
        .map(endpoint -> endpoint.getHost() + ":" + endpoint.getPort())
        .map(hostAndPort -> hostAndPort.replace("[", "%5B").replace("]", "%5D"))
        .distinct()
        .collect(Collectors.joining(",", "ip://" + serverName + "/", ""));
  }

  private void encrypt(ClientBuilder builder) {
    TlsMaterial material =
        TlsMaterial.read(address.side(), address.tls().orElseGet(TlsFiles::none));
    try {
      builder.sslContext(ssl -> use(material, ssl));
    } catch (SSLException | IllegalArgumentException e) {
      throw new InvalidSetting(
          address.side() + ".tls", "these files make no TLS context: " + e.getMessage());
    }
  }

  private static void use(TlsMaterial material, SslContextBuilder ssl) {
    if (!material.authorities().isEmpty()) {
      ssl.trustManager(material.authorities().toArray(X509Certificate[]::new));
    }
    Optional<PrivateKey> key = material.key();
    key.ifPresent(it -> ssl.keyManager(it, material.chain().toArray(X509Certificate[]::new)));
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }
}
