package dev.etcdsync.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.etcdsync.bootstrap.BootstrapFailure.Reason;
import dev.etcdsync.model.TestCertificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a real server by the certificate that it shows. */
class PrimaryCertificateTest {
  private static final ObjectName CA = new ObjectName("cpaas-system", "etcd-ca");
  private static final char[] NO_PASSWORD = new char[0];

  @TempDir static Path folder;

  private static final String SECRET =
      "{\"data\":{\"tls.crt\":\"%s\"}}"
          .formatted(Base64.getEncoder().encodeToString("a CA".getBytes(UTF_8)));

  private static TestCertificates certificates;
  private static TestCertificates.Pair authority;

  @BeforeAll
  static void makeAuthority() throws Exception {
    certificates = new TestCertificates(folder);
    authority = certificates.makeAuthority("ca");
  }

  /** An apiserver that has one Secret, and lets everybody read the cluster's CA. */
  private static final class Server implements AutoCloseable {
    private final HttpsServer server;
    private final AtomicInteger requests = new AtomicInteger();

    Server(TestCertificates.Pair own, Certificate... signers) throws Exception {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] chain = new Certificate[signers.length + 1];
      chain[0] = own.certificate();
      System.arraycopy(signers, 0, chain, 1, signers.length);
      store.setKeyEntry("it", own.key(), NO_PASSWORD, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      server.createContext(
          "/",
          exchange -> {
            requests.incrementAndGet();
            byte[] body =
                (exchange.getRequestURI().getPath().contains("/configmaps/") ? info() : SECRET)
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    PrimaryApiserver asked() {
      URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
      return new PrimaryApiserver(url, Duration.ofSeconds(10));
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static String pem() {
    try {
      return TestCertificates.pem("CERTIFICATE", authority.certificate().getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String info() {
    return "{\"data\":{\"kubeconfig\":\"certificate-authority-data: %s\"}}"
        .formatted(Base64.getEncoder().encodeToString(pem().getBytes(UTF_8)));
  }

  private static TestCertificates.Pair signed(String name, String start) throws Exception {
    return certificates.makeSigned(name, "ca", start, 2);
  }

  private static PrimaryCluster.Known known() {
    return known(new Trust.Ca(pem()));
  }

  private static PrimaryCluster.Known known(Trust trust) {
    return new PrimaryCluster.Known(
        trust, new Token("secret-token"), "ca.crt of the Secret", "look");
  }

  private static BootstrapFailure failure(Server server) {
    return catchThrowableOfType(BootstrapFailure.class, () -> server.asked().secret(CA, known()));
  }

  @Test
  void oneThatIsValidIsAsked() throws Exception {
    try (Server server = new Server(signed("valid", "-1d"), authority.certificate())) {
      assertThat(server.asked().secret(CA, known())).isEqualTo(Map.of("tls.crt", "a CA"));
    }
  }

  @Test
  void oneThatHasExpiredIsNoStranger() throws Exception {
    TestCertificates.Pair expired = signed("expired", "-10d");
    String since =
        ((X509Certificate) expired.certificate())
            .getNotAfter()
            .toInstant()
            .truncatedTo(ChronoUnit.SECONDS)
            .toString();
    try (Server server = new Server(expired, authority.certificate())) {
      BootstrapFailure failure = failure(server);
      // What was kept may be used on.
      assertThat(failure).isInstanceOf(PrimaryUnheard.class);
      assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
      assertThat(failure.sentence())
          .contains("CN=expired", "has expired", "valid until " + since, "renew it at the primary")
          .doesNotContain("is not the one", "secret-token");
      assertThat(server.requests).as("the token was not sent").hasValue(0);
    }
  }

  @Test
  void oneThatIsNotYetValidIsNoStranger() throws Exception {
    try (Server server = new Server(signed("early", "+3d"), authority.certificate())) {
      BootstrapFailure failure = failure(server);
      assertThat(failure).isInstanceOf(PrimaryUnheard.class);
      assertThat(failure.sentence())
          .contains("CN=early", "is not valid yet", "set the clock of this node")
          .doesNotContain("is not the one");
    }
  }

  /** Whatever its age is, it is not who it should be. */
  @Test
  void oneOfAnotherAuthorityIsAStranger() throws Exception {
    certificates.makeAuthority("another");
    try (Server server = new Server(certificates.makeSigned("foreign", "another", "-10d", 2))) {
      BootstrapFailure failure = failure(server);
      assertThat(failure).isNotInstanceOf(PrimaryUnheard.class);
      assertThat(failure.sentence()).contains("is not the one that ca.crt of the Secret vouches");
    }
  }

  /** Its successor would be refused by what was recorded of it. */
  @Test
  void oneThatHasExpiredIsNotBelievedAtTheFirstUse() throws Exception {
    try (Server server = new Server(signed("old", "-10d"), authority.certificate())) {
      assertThat(catchThrowableOfType(BootstrapFailure.class, () -> server.asked().meet()))
          .isInstanceOf(PrimaryUnheard.class)
          .hasMessageContaining("has expired");
    }
    try (Server server = new Server(signed("new", "-1d"), authority.certificate())) {
      assertThat(server.asked().meet()).isEqualTo(new Trust.Ca(pem()));
    }
  }

  /** As behind an address that only a load balancer has. */
  @Test
  void oneThatNamesAnotherHostIsNoStranger() throws Exception {
    TestCertificates.Pair own = certificates.makeSignedFor("dns:elsewhere", "named", "ca");
    try (Server server = new Server(own, authority.certificate())) {
      BootstrapFailure failure = failure(server);
      assertThat(failure).isNotInstanceOf(PrimaryUnheard.class);
      assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
      assertThat(failure.sentence())
          .contains("ca.crt of the Secret vouches", "does not name that host", "127.0.0.1")
          .contains("--apiserver", "bootstrap.apiserver", "certSANs")
          .doesNotContain("is not the one", "secret-token");
      assertThat(server.requests).as("the token was not sent").hasValue(0);
    }
  }

  @Test
  void oneThatNamesAnotherHostIsKnownByItsKeyFromTheFirstUseOn() throws Exception {
    TestCertificates.Pair own = certificates.makeSignedFor("dns:elsewhere", "first", "ca");
    try (Server server = new Server(own, authority.certificate())) {
      Trust trust = server.asked().meet();
      assertThat(trust).isInstanceOf(Trust.PublicKey.class);
      assertThat(server.asked().secret(CA, known(trust))).isEqualTo(Map.of("tls.crt", "a CA"));
    }
  }
}
