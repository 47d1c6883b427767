package dev.etcdsync.bootstrap;

import static dev.etcdsync.bootstrap.BootstrapFailure.Reason.MISSING;
import static dev.etcdsync.bootstrap.BootstrapFailure.Reason.TIMED_OUT;

import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Durations;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Lets cert-manager issue one client certificate, and waits for it. */
final class Issuance {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final String namespace;
  private final Names names;
  private final Duration timeout;
  private final StandbyCluster standby;
  private final Clock clock;
  private final Progress progress;

  Issuance(
      BootstrapRequest request,
      Names names,
      StandbyCluster standby,
      Clock clock,
      Progress progress) {
    this.namespace = request.namespace();
    this.names = names;
    this.timeout = request.timeout();
    this.standby = standby;
    this.clock = clock;
    this.progress = progress;
  }

  /** Whether somebody has made the Secret without us; says so. */
  boolean isMadeByOthers() {
    boolean foreign = standby.isMadeByOthers(names.client());
    if (foreign) {
      progress.say(
          ("Secret %s is made by somebody else: it is used as it is, and nothing is made in its"
                  + " place")
              .formatted(here(names.client())));
    }
    return foreign;
  }

  void requireCertManager() {
    if (!standby.hasCertManager()) {
      throw new BootstrapFailure(
          MISSING,
          "cert-manager is not installed on this cluster (no cert-manager.io/v1): install it, or make"
              + " the Secret "
              + here(names.client())
              + " yourself, with ca.crt, tls.crt and tls.key");
    }
  }

  /** Returns when the Secret holds a certificate of this CA. */
  void issue(CertificateAuthority ca) {
    standby.apply(names, ca);
    progress.say(
        "Secret %s, Issuer %s and Certificate %s are as they should be"
            .formatted(names.ca(), names.issuer(), names.client()));
    long deadline = clock.nanos() + timeout.toNanos();
    CompletableFuture<Void> never = new CompletableFuture<>();
    String told = "";
    while (true) {
      Optional<X509Certificate> issued =
          standby.secret(here(names.client())).flatMap(it -> issued(it, ca));
      if (issued.isPresent()) {
        progress.say(
            "Secret %s: issued, valid until %s; cert-manager renews it"
                .formatted(names.client(), issued.get().getNotAfter().toInstant()));
        return;
      }
      String says = standby.condition(names);
      if (clock.nanos() - deadline >= 0) {
        throw late(says);
      }
      if (!says.equals(told)) {
        progress.say("Waiting for the Secret %s: %s".formatted(names.client(), says));
        told = says;
      }
      var _ = clock.await(never, LOOK);
    }
  }

  private BootstrapFailure late(String says) {
    return new BootstrapFailure(
        TIMED_OUT,
        ("cert-manager has not issued the certificate within %s (it says: %s): look at it with"
                + " kubectl -n %s describe certificate %s, and run this again")
            .formatted(
                Durations.text(timeout),
                says.isEmpty() ? "nothing" : says,
                namespace,
                names.client()));
  }

  /** The certificate, once it is this CA's and all is there that the pods want. */
  private static Optional<X509Certificate> issued(
      Map<String, String> secret, CertificateAuthority ca) {
    List<X509Certificate> chain =
        Pem.certificates(secret.getOrDefault(CertificateAuthority.CERTIFICATE, ""));
    boolean whole =
        List.of(CertificateAuthority.KEY, Trust.CA_KEY).stream()
            .noneMatch(key -> secret.getOrDefault(key, "").isBlank());
    return whole ? chain.stream().findFirst().filter(ca::hasSigned) : Optional.empty();
  }

  private ObjectName here(String name) {
    return new ObjectName(namespace, name);
  }
}
