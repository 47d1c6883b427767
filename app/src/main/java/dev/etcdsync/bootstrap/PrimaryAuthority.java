package dev.etcdsync.bootstrap;

import static dev.etcdsync.bootstrap.BootstrapFailure.Reason.MISSING;

import dev.etcdsync.model.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Gets the CA of the primary's etcd by the token, from whoever is known to be the primary; where
 * that is not to be had, the one that it has given before.
 */
final class PrimaryAuthority {
  /** Whatever else would break the header that it is sent in. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private final BootstrapRequest.OfPrimary request;
  private final PrimaryCluster primary;
  private final StandbyCluster standby;
  private final Clock clock;
  private final Progress progress;

  PrimaryAuthority(
      BootstrapRequest.OfPrimary request,
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

  CertificateAuthority get() {
    try {
      return asked();
    } catch (PrimaryUnheard unheard) {
      return kept(unheard);
    }
  }

  private CertificateAuthority asked() {
    CertificateAuthority ca =
        CertificateAuthority.ofSecret(
            primary.secret(request.ca(), known(tokenSecret())),
            clock.now(),
            "The primary's Secret " + request.ca(),
            "--ca-secret");
    progress.say("CA of the primary's etcd, Secret %s there: %s".formatted(request.ca(), ca));
    return ca;
  }

  /**
   * An upgrade must not need a primary that lives: it may be what it is made for.
   *
   * @throws PrimaryUnheard if nothing that can be used was kept
   */
  private CertificateAuthority kept(PrimaryUnheard unheard) {
    ObjectName name = here(request.names().ca());
    CertificateAuthority ca =
        standby
            .secret(name)
            .flatMap(it -> CertificateAuthority.in(it, clock.now()))
            .orElseThrow(() -> unheard);
    progress.say(
        ("WARNING: %s. The CA that it gave before is kept in the Secret %s and used on: %s. If the"
                + " primary's etcd has another one by now, it refuses us until this has run again"
                + " with what is said here put right")
            .formatted(unheard.sentence(), name, ca));
    return ca;
  }

  /** The Secret here, with a token that can be used. */
  private Map<String, String> tokenSecret() {
    Map<String, String> secret =
        standby
            .secret(request.token())
            .orElseThrow(() ->
                new PrimaryUnheard(
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
    ObjectName record = here(request.names().trust());
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
    data.put("server", request.apiserver().toString());
    data.put("since", clock.now().toString());
    standby.create(record.name(), data);
    progress.say(
        ("WARNING: the Secret %s has no %s, so whoever answers at %s is believed to be the primary."
                + " From now on it has to show %s, kept in the ConfigMap %s. Compare that with the"
                + " primary's own")
            .formatted(
                request.token(), Trust.CA_KEY, request.apiserver(), description(trust), record));
    return trust;
  }

  private static String description(Trust trust) {
    return switch (trust) {
      case Trust.Ca _ -> "a certificate of the CA that its kube-public/cluster-info has";
      case Trust.PublicKey key -> "the public key with the SHA-256 " + key.sha256();
    };
  }

  private ObjectName here(String name) {
    return new ObjectName(request.token().namespace(), name);
  }
}
