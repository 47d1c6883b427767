package dev.etcdsync.bootstrap;

import static dev.etcdsync.bootstrap.BootstrapFailure.Reason.MISSING;
import static dev.etcdsync.bootstrap.BootstrapFailure.Reason.NO_ANSWER;
import static dev.etcdsync.bootstrap.BootstrapFailure.Reason.REFUSED;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** The primary's kube-apiserver, asked over HTTPS. For one thread. */
final class PrimaryApiserver implements PrimaryCluster {
  /**
   * kubeadm lets everybody read it, and it holds the cluster's CA: see "ConfigMap cluster-info" in
   * Kubernetes' "Authenticating with Bootstrap Tokens".
   */
  private static final ObjectName CLUSTER_INFO = new ObjectName("kube-public", "cluster-info");

  private static final Pattern AUTHORITY =
      Pattern.compile("certificate-authority-data:\\s*\"?([A-Za-z0-9+/=]+)");

  private final URI url;
  private final Duration timeout;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * @param timeout of each request
   */
  PrimaryApiserver(URI url, Duration timeout) {
    this.url = url;
    this.timeout = timeout;
  }

  @Override
  public Trust meet() {
    List<X509Certificate> shown = new CopyOnWriteArrayList<>();
    Optional<Trust.Ca> ca;
    try (HttpClient client = client(PeerTrust.anybody(shown::addAll))) {
      ca = authority(get(client, path("configmaps", CLUSTER_INFO), Optional.empty()));
    } catch (IOException e) {
      throw unreachable(e);
    }
    if (shown.isEmpty()) {
      throw new PrimaryUnheard(NO_ANSWER, "%s has shown no certificate".formatted(url));
    }
    // Its successor will have another key, and would not be believed then.
    OutOfTime.among(shown)
        .ifPresent(it -> {
          throw new PrimaryUnheard(REFUSED, it.sentence(url));
        });
    // Each apiserver behind one address has a key of its own, so the CA is better to know.
    return ca.filter(this::passesBy)
        .<Trust>map(it -> it)
        .orElseGet(() -> PeerTrust.publicKey(shown.getFirst()));
  }

  /** Whether the CA has signed what is shown here, and that names the host that is asked. */
  private boolean passesBy(Trust.Ca ca) {
    try (HttpClient client = client(PeerTrust.of(ca))) {
      var _ = get(client, path("configmaps", CLUSTER_INFO), Optional.empty());
      return true;
    } catch (CertificateException e) {
      return false;
    } catch (IOException e) {
      if (isOfCertificate(e)) {
        return false;
      }
      throw unreachable(e);
    }
  }

  private Optional<Trust.Ca> authority(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      return Optional.empty();
    }
    try {
      Matcher found =
          AUTHORITY.matcher(json.readTree(answer.body()).at("/data/kubeconfig").asText());
      return found.find() ? Optional.of(new Trust.Ca(decoded(found.group(1)))) : Optional.empty();
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public Map<String, String> secret(ObjectName name, Known known) {
    SSLContext context;
    try {
      context = PeerTrust.of(known.trust());
    } catch (CertificateException e) {
      throw new BootstrapFailure(
          MISSING,
          "%s holds no certificate that can be read: put the CA of the primary's apiserver"
                  .formatted(known.source())
              + " there, in PEM",
          e);
    }
    try (HttpClient client = client(context)) {
      HttpResponse<String> answer = get(client, path("secrets", name), Optional.of(known.token()));
      return switch (answer.statusCode()) {
        case 200 -> entries(answer.body());
        case 401 ->
            throw new PrimaryUnheard(
                REFUSED,
                "The primary's apiserver does not accept the token (HTTP 401): it has expired or is"
                    + " another cluster's; put a new one into the Secret");
        case 403 ->
            throw new PrimaryUnheard(
                REFUSED,
                ("The token's account may not get the Secret %s at the primary (HTTP 403): give it"
                        + " that right there, as docs/operations.md shows")
                    .formatted(name));
        case 404 ->
            throw new BootstrapFailure(
                MISSING,
                ("The primary has no Secret %s (HTTP 404): name the one with the CA of its etcd by"
                        + " --ca-secret")
                    .formatted(name));
        default ->
            throw new PrimaryUnheard(
                NO_ANSWER,
                "The primary's apiserver at %s answers HTTP %d"
                    .formatted(url, answer.statusCode()));
      };
    } catch (IOException e) {
      throw OutOfTime.in(e)
          .<BootstrapFailure>map(it -> new PrimaryUnheard(REFUSED, it.sentence(url), e))
          .orElseGet(() -> refused(known, e));
    }
  }

  private BootstrapFailure refused(Known known, IOException e) {
    if (OtherName.isIn(e)) {
      return misnamed(known, e);
    }
    return isOfCertificate(e) ? stranger(known, e) : unreachable(e);
  }

  private Map<String, String> entries(String body) {
    try {
      Map<String, String> entries = new HashMap<>();
      JsonNode data = json.readTree(body).path("data");
      data.fieldNames().forEachRemaining(key -> entries.put(key, decoded(data.path(key).asText())));
      return entries;
    } catch (JacksonException | IllegalArgumentException e) {
      // Its message may repeat what was read.
      throw new BootstrapFailure(NO_ANSWER, "%s does not answer as an apiserver".formatted(url));
    }
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private static boolean isOfCertificate(Throwable thrown) {
    return thrown instanceof CertificateException
        || (thrown.getCause() != null && isOfCertificate(thrown.getCause()));
  }

  private BootstrapFailure misnamed(Known known, IOException e) {
    return new BootstrapFailure(
        REFUSED,
        ("%s vouches for the primary's apiserver at %s, but its certificate does not name that host"
                + " (%s): name the apiserver as its certificate does, by --apiserver, in the chart"
                + " bootstrap.apiserver; or have the certificate name this host, too, with kubeadm by"
                + " apiServer.certSANs")
            .formatted(known.source(), url, reason(e)),
        e);
  }

  private BootstrapFailure stranger(Known known, IOException e) {
    return new BootstrapFailure(
        REFUSED,
        "The primary's apiserver at %s is not the one that %s vouches for (%s): %s"
            .formatted(url, known.source(), reason(e), known.otherwise()),
        e);
  }

  private BootstrapFailure unreachable(IOException e) {
    return new PrimaryUnheard(
        NO_ANSWER,
        ("The primary's apiserver at %s cannot be reached (%s): check address, port and what lies"
                + " between")
            .formatted(url, reason(e)),
        e);
  }

  /** The innermost message, of which Java's client wraps some. */
  private static String reason(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName());
  }

  private HttpClient client(SSLContext context) {
    return HttpClient.newBuilder()
        .sslContext(context)
        .connectTimeout(timeout)
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  private HttpResponse<String> get(HttpClient client, String path, Optional<Token> token)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(timeout)
            .header("Accept", "application/json");
    token.ifPresent(it -> request.header("Authorization", it.header()));
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String path(String resource, ObjectName name) {
    return "/api/v1/namespaces/%s/%s/%s".formatted(name.namespace(), resource, name.name());
  }
}
