package dev.etcdsync.bootstrap;

import static dev.etcdsync.bootstrap.BootstrapFailure.Reason.MISSING;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.model.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Gets the standby client certificates for the primary's etcd and for its own. Running it again
 * brings everything to what it should be: with a new token, a new CA, or after it was stopped
 * anywhere.
 */
public final class Bootstrap {
  /** Of one request. */
  private static final Duration REQUEST = Duration.ofSeconds(15);

  private final BootstrapRequest request;
  private final Function<BootstrapRequest.OfPrimary, PrimaryCluster> primary;
  private final StandbyCluster standby;
  private final Clock clock;
  private final Progress progress;

  Bootstrap(
      BootstrapRequest request,
      Function<BootstrapRequest.OfPrimary, PrimaryCluster> primary,
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
   * Makes what is missing, and waits until the certificates are there.
   *
   * @param access to the standby's apiserver
   * @throws BootstrapFailure if it cannot
   */
  public static void run(BootstrapRequest request, Access access, Clock clock, Progress progress) {
    try (StandbyApiserver standby =
        StandbyApiserver.open(access, request.namespace(), request.owner(), REQUEST)) {
      new Bootstrap(
              request,
              of -> new PrimaryApiserver(of.apiserver(), REQUEST),
              standby,
              clock,
              progress)
          .run();
    }
  }

  /**
   * Deletes what {@link #run} has made in a namespace for this owner, and nothing that others have,
   * or another installation. By whom the primary is known, stays: whoever answers after the next
   * installation has to be the same.
   *
   * @param owner as it was told when it was made
   * @param primary the names of what was made for the primary's etcd
   * @param standby the names of what was made for this cluster's
   * @throws BootstrapFailure if it cannot
   */
  public static void remove(
      String namespace,
      String owner,
      Optional<Names> primary,
      Optional<Names> standby,
      Access access,
      Progress progress) {
    try (StandbyApiserver cluster = StandbyApiserver.open(access, namespace, owner, REQUEST)) {
      remove(namespace, primary, standby, cluster, progress);
    }
  }

  static void remove(
      String namespace,
      Optional<Names> primary,
      Optional<Names> standby,
      StandbyCluster cluster,
      Progress progress) {
    for (Optional<Names> names : List.of(primary, standby)) {
      names.ifPresent(it -> cluster.remove(it).forEach(name -> progress.say("Deleted: " + name)));
    }
    primary
        .map(Names::trust)
        .filter(record -> cluster.configMap(record).isPresent())
        .ifPresent(record ->
            progress.say(
                ("KEPT: ConfigMap %s/%s, by which the primary's apiserver is known, so that after"
                        + " another installation nobody else is believed; no secret is in it. If"
                        + " another apiserver shall be believed at its first use, delete it:"
                        + " kubectl -n %s delete configmap %s")
                    .formatted(namespace, record, namespace, record)));
  }

  void run() {
    // First what needs nobody but this cluster.
    request.standby().ifPresent(this::forStandby);
    request.primary().ifPresent(this::forPrimary);
  }

  private void forStandby(BootstrapRequest.OfStandby own) {
    Issuance issuance = new Issuance(request, own.names(), standby, clock, progress);
    if (issuance.isMadeByOthers()) {
      return;
    }
    issuance.requireCertManager();
    Map<String, String> secret =
        standby
            .secret(own.ca())
            .orElseThrow(() ->
                new BootstrapFailure(
                    MISSING,
                    ("This cluster has no Secret %s: name the one with the CA of its etcd by"
                            + " --standby-ca-secret, or make the Secret %s/%s yourself, with"
                            + " ca.crt, tls.crt and tls.key")
                        .formatted(own.ca(), request.namespace(), own.names().client())));
    CertificateAuthority ca =
        CertificateAuthority.ofSecret(
            secret, clock.now(), "This cluster's Secret " + own.ca(), "--standby-ca-secret");
    progress.say("CA of this cluster's etcd, Secret %s: %s".formatted(own.ca(), ca));
    issuance.issue(ca);
  }

  private void forPrimary(BootstrapRequest.OfPrimary of) {
    Issuance issuance = new Issuance(request, of.names(), standby, clock, progress);
    if (issuance.isMadeByOthers()) {
      return;
    }
    issuance.requireCertManager();
    issuance.issue(new PrimaryAuthority(of, primary.apply(of), standby, clock, progress).get());
  }
}
