package dev.etcdsync.bootstrap;

import java.util.Map;
import java.util.Optional;

/**
 * The cluster that this runs on, in the one namespace but where another is named. Whatever fails is
 * a BootstrapFailure.
 */
interface StandbyCluster {
  /** The entries of a Secret in any namespace. */
  Optional<Map<String, String>> secret(ObjectName name);

  /**
   * Whether somebody else makes a Secret with a client's certificate: by hand, or by a Certificate
   * of their own.
   */
  boolean isMadeByOthers(String client);

  /** What a ConfigMap holds. */
  Optional<Map<String, String>> configMap(String name);

  /** Makes a ConfigMap. */
  void create(String name, Map<String, String> data);

  boolean hasCertManager();

  /** Makes the Secret, the Issuer and the Certificate, or brings them to what they should be. */
  void apply(Names names, CertificateAuthority ca);

  /** What cert-manager says of the Certificate, for people; empty if nothing. */
  String condition(Names names);

  /** Deletes what {@link #apply} and cert-manager have made; tells the names of what was there. */
  Iterable<String> remove(Names names);
}
