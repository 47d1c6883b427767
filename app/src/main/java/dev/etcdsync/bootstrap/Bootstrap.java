package dev.etcdsync.bootstrap;

import static dev.etcdsync.bootstrap.BootstrapFailure.Reason.MISSING;
import static dev.etcdsync.bootstrap.BootstrapFailure.Reason.TIMED_OUT;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Durations;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Gets the standby a client certificate for the primary's etcd. Running it again brings everything
 * to what it should be: with a new token, a new CA, or after it was stopped anywhere.
 */
public final class Bootstrap {
  /** Of one request. */
  private static final Duration REQUEST = Duration.ofSeconds(15);

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Whatever else would break the header that it is sent in. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private final BootstrapRequest request;
  private final PrimaryCluster primary;
  private final StandbyCluster standby;
  private final Clock clock;
  private final Progress progress;

  Bootstrap(
      BootstrapRequest request,
      PrimaryCluster primary,
      StandbyCluster standby,
      Clock clock,
      Progress progress) {
    this.request = request;
    this.primary = primary;
    this.standby = standby;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Makes what is missing, and waits until the certificate is there.
   *
   * @param access to the standby's apiserver
   * @throws BootstrapFailure if it cannot
   */
  public static void run(BootstrapRequest request, Access access, Clock clock, Progress progress) {
    try (StandbyApiserver standby = StandbyApiserver.open(access, request.namespace(), REQUEST)) {
      new Bootstrap(
              request, new PrimaryApiserver(request.primary(), REQUEST), standby, clock, progress)
          .run();
    }
  }

  /**
   * Deletes what {@link #run} has made in a namespace, and nothing that others have.
   *
   * @throws BootstrapFailure if it cannot
   */
  public static void remove(String namespace, Names names, Access access, Progress progress) {
    try (StandbyApiserver standby = StandbyApiserver.open(access, namespace, REQUEST)) {
      standby.remove(names).forEach(it -> progress.say("Deleted: " + it));
    }
  }

  void run() {
    Names names = request.names();
    if (standby.hasForeignSecret(names.client())) {
      progress.say(
          "Secret %s is there, and not by cert-manager: it is used as it is, and nothing is made"
              .formatted(here(names.client())));
      return;
    }
    Map<String, String> secret = tokenSecret();
    if (!standby.hasCertManager()) {
      throw new BootstrapFailure(
          MISSING,
          "cert-manager is not installed on this cluster (no cert-manager.io/v1): install it, or make"
              + " the Secret "
              + here(names.client())
              + " yourself, with ca.crt, tls.crt and tls.key");
    }
    CertificateAuthority ca = authority(known(secret));
    progress.say("CA of the primary's etcd, Secret %s there: %s".formatted(request.ca(), ca));
    standby.apply(names, ca);
    progress.say(
        "Secret %s, Issuer %s and Certificate %s are as they should be"
            .formatted(names.ca(), names.issuer(), names.client()));
    await(ca);
  }

  private Map<String, String> tokenSecret() {
    Map<String, String> secret =
        standby
            .secret(request.token().name())
            .orElseThrow(() ->
                new BootstrapFailure(
                    MISSING,
                    ("There is no Secret %s: make it with a token for the primary's apiserver as"
                            + " token, or make the Secret %s yourself, with ca.crt, tls.crt and"
                            + " tls.key")
                        .formatted(request.token(), here(request.names().client()))));
    if (!TOKEN.matcher(secret.getOrDefault("token", "").strip()).matches()) {
      throw new BootstrapFailure(
          MISSING,
          "The Secret %s has no token that can be used: put one line there as token"
              .formatted(request.token()));
    }
    return secret;
  }

  private PrimaryCluster.Known known(Map<String, String> secret) {
    Token token = new Token(secret.getOrDefault("token", "").strip());
    String given = secret.getOrDefault(Trust.CA_KEY, "");
    if (!given.isBlank()) {
      return new PrimaryCluster.Known(
          new Trust.Ca(given),
          token,
          "%s of the Secret %s".formatted(Trust.CA_KEY, request.token()),
          "put the CA of that apiserver there, and name the apiserver as its certificate does");
    }
    ObjectName record = new ObjectName(request.namespace(), request.names().trust());
    return new PrimaryCluster.Known(
        recorded(record).orElseGet(() -> first(record)),
        token,
        "the ConfigMap %s, made at the first use,".formatted(record),
        ("if it was replaced on purpose, put its CA into the Secret %s as %s, or delete that"
                + " ConfigMap and run this again; if not, somebody stands between")
            .formatted(request.token(), Trust.CA_KEY));
  }

  private Optional<Trust> recorded(ObjectName record) {
    return standby
        .configMap(record.name())
        .map(data ->
            Trust.read(data)
                .orElseThrow(() ->
                    new BootstrapFailure(
                        MISSING,
                        ("The ConfigMap %s says nothing that can be trusted: delete it and run this"
                                + " again")
                            .formatted(record))));
  }

  /** Before the token is sent to it: whoever answers later has to be the same. */
  private Trust first(ObjectName record) {
    Trust trust = primary.meet();
    Map<String, String> data = new HashMap<>(trust.recorded());
    data.put("server", request.primary().toString());
    data.put("since", clock.now().toString());
    standby.create(record.name(), data);
    progress.say(
        ("WARNING: the Secret %s has no %s, so whoever answers at %s is believed to be the primary."
                + " From now on it has to show %s, kept in the ConfigMap %s. Compare that with the"
                + " primary's own")
            .formatted(
                request.token(), Trust.CA_KEY, request.primary(), description(trust), record));
    return trust;
  }

  private static String description(Trust trust) {
    return switch (trust) {
      case Trust.Ca _ -> "a certificate of the CA that its kube-public/cluster-info has";
      case Trust.PublicKey key -> "the public key with the SHA-256 " + key.sha256();
    };
  }

  private CertificateAuthority authority(PrimaryCluster.Known known) {
    Map<String, String> data = primary.secret(request.ca(), known);
    CertificateAuthority.fault(data, clock.now())
        .ifPresent(fault -> {
          throw new BootstrapFailure(
              MISSING,
              ("The primary's Secret %s is no CA that can sign: %s; name the one with the CA of its"
                      + " etcd by --ca-secret")
                  .formatted(request.ca(), fault));
        });
    return CertificateAuthority.of(data);
  }

  private void await(CertificateAuthority ca) {
    Names names = request.names();
    long deadline = clock.nanos() + request.timeout().toNanos();
    CompletableFuture<Void> never = new CompletableFuture<>();
    String told = "";
    while (true) {
      Optional<X509Certificate> issued =
          standby.secret(names.client()).flatMap(it -> issued(it, ca));
      if (issued.isPresent()) {
        progress.say(
            "Secret %s: issued, valid until %s; cert-manager renews it"
                .formatted(names.client(), issued.get().getNotAfter().toInstant()));
        return;
      }
      String says = standby.condition(names);
      if (clock.nanos() - deadline >= 0) {
        throw new BootstrapFailure(
            TIMED_OUT,
            ("cert-manager has not issued the certificate within %s (it says: %s): look at it with"
                    + " kubectl -n %s describe certificate %s, and run this again")
                .formatted(
                    Durations.text(request.timeout()),
                    says.isEmpty() ? "nothing" : says,
                    request.namespace(),
                    names.client()));
      }
      if (!says.equals(told)) {
        progress.say("Waiting for the Secret %s: %s".formatted(names.client(), says));
        told = says;
      }
      var _ = clock.await(never, LOOK);
    }
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

  private String here(String name) {
    return new ObjectName(request.namespace(), name).toString();
  }
}
