package dev.etcdsync.bootstrap;

import java.net.URI;
import java.time.Duration;

/**
 * What is to be set up.
 *
 * @param primary the primary's kube-apiserver, {@code https}
 * @param token the Secret here with {@code token}, and {@code ca.crt} if it has one
 * @param ca the Secret at the primary with the CA of its etcd
 * @param names what is made here, in the token's namespace
 * @param timeout how long cert-manager may take
 */
public record BootstrapRequest(
    URI primary, ObjectName token, ObjectName ca, Names names, Duration timeout) {
  /** The namespace here in which everything is. */
  public String namespace() {
    return token.namespace();
  }
}
