package dev.etcdsync.etcd;

import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.TlsFiles;
import dev.etcdsync.model.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a member of an etcd tells over HTTP and not over gRPC, on the same port: etcd serves its
 * metrics on each client URL ({@code server/embed/etcd.go}).
 *
 * @param quota how many bytes its file may grow to; 0: as many as there are (metric {@code
 *     etcd_server_quota_backend_bytes})
 * @param ahead how far its clock is ahead of ours, give or take half a second and half the way
 * @param certificateUntil until when the first of its certificates to expire is valid
 */
public record MemberPage(
    Optional<Long> quota, Optional<Duration> ahead, Optional<Instant> certificateUntil) {
  private static final String QUOTA = "etcd_server_quota_backend_bytes ";

  /** Of times in whole seconds, cut off. */
  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  /**
   * Asks one member. Blocks for at most {@code timeout}.
   *
   * @return empty if it does not answer, or if its certificate is for another name than its
   *     address, which Java's HTTP client cannot be told
   */
  public static Optional<MemberPage> read(
      ClusterAddress address, URI endpoint, Duration timeout, Clock clock) {
    if (address.tls().flatMap(TlsFiles::serverName).isPresent()) {
      return Optional.empty();
    }
    try (HttpClient client = client(address, timeout)) {
      HttpRequest request =
          HttpRequest.newBuilder(endpoint.resolve("/metrics")).timeout(timeout).build();
      Instant asked = clock.now();
      HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
      Instant middle = asked.plus(Duration.between(asked, clock.now()).dividedBy(2));
      try (Stream<String> lines = response.body()) {
        return Optional.of(
            new MemberPage(
                quota(lines),
                date(response).map(date -> Duration.between(middle, date.plus(HALF_A_SECOND))),
                response.sslSession().flatMap(MemberPage::firstToExpire)));
      }
    } catch (IOException | GeneralSecurityException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static HttpClient client(ClusterAddress address, Duration timeout)
      throws GeneralSecurityException, IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .proxy(HttpClient.Builder.NO_PROXY);
    if (address.encrypted()) {
      builder.sslContext(
          context(TlsMaterial.read(address.side(), address.tls().orElseGet(TlsFiles::none))));
    }
    return builder.build();
  }

  private static SSLContext context(TlsMaterial material)
      throws GeneralSecurityException, IOException {
    char[] password = new char[0];
    KeyStore own = empty();
    if (material.key().isPresent()) {
      own.setKeyEntry(
          "own", material.key().get(), password, material.chain().toArray(Certificate[]::new));
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust(material).getTrustManagers(), null);
    return context;
  }

  private static TrustManagerFactory trust(TlsMaterial material)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (material.authorities().isEmpty()) {
      // The system's trust store.
      trust.init((KeyStore) null);
      return trust;
    }
    KeyStore authorities = empty();
    for (X509Certificate authority : material.authorities()) {
      authorities.setCertificateEntry("authority-" + authorities.size(), authority);
    }
    trust.init(authorities);
    return trust;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    return store;
  }

  private static Optional<Long> quota(Stream<String> lines) {
    return lines
        .filter(line -> line.startsWith(QUOTA))
        .findFirst()
        .flatMap(line -> number(line.substring(QUOTA.length())));
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of((long) Double.parseDouble(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> date(HttpResponse<?> response) {
    try {
      return response
          .headers()
          .firstValue("Date")
          .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> firstToExpire(SSLSession session) {
    try {
      return Stream.of(session.getPeerCertificates())
          .filter(X509Certificate.class::isInstance)
          .map(certificate -> ((X509Certificate) certificate).getNotAfter().toInstant())
          .min(Comparator.naturalOrder());
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
