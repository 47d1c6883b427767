package dev.etcdsync.bootstrap;

/**
 * The names of what is made here.
 *
 * @param prefix what all begin with; users' scripts know {@code remote-etcd}
 */
public record Names(String prefix) {
  /** The Secret with the CA of the etcd, and its key. */
  public String ca() {
    return prefix + "-ca";
  }

  /** The Issuer that signs with it. */
  public String issuer() {
    return prefix + "-issuer";
  }

  /** The Certificate, and the Secret that cert-manager keeps it in. */
  public String client() {
    return prefix + "-client";
  }

  /** The ConfigMap that says what is trusted since the first use; of the primary alone. */
  public String trust() {
    return prefix + "-trust";
  }
}
