package dev.etcdsync.bootstrap;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be set up; at least one of the two certificates.
 *
 * @param namespace here, in which everything is made
 * @param owner for which installation, as {@link Bootstrap#remove} is told it
 * @param primary for the primary's etcd
 * @param standby for this cluster's own etcd
 * @param timeout how long cert-manager may take for each
 */
public record BootstrapRequest(
    String namespace,
    String owner,
    Optional<OfPrimary> primary,
    Optional<OfStandby> standby,
    Duration timeout) {
  /**
   * The certificate for the primary's etcd.
   *
   * @param apiserver the primary's kube-apiserver, {@code https}
   * @param token the Secret here with {@code token}, and {@code ca.crt} if it has one
   * @param ca the Secret at the primary with the CA of its etcd
   * @param names what is made here
   */
  public record OfPrimary(URI apiserver, ObjectName token, ObjectName ca, Names names) {}

  /**
   * The certificate for this cluster's own etcd.
   *
   * @param ca the Secret of this cluster with the CA of its etcd
   * @param names what is made here
   */
  public record OfStandby(ObjectName ca, Names names) {}
}
