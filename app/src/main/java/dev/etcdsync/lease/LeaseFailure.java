package dev.etcdsync.lease;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * An apiserver did not do as it was asked. The only exception that fabric8's elector may meet: any
 * other would end it without a word, and its future would never complete (seen in 7.8.0).
 */
final class LeaseFailure extends KubernetesClientException {
  private static final long serialVersionUID = 1;

  /** Somebody else was faster. */
  private static final int CONFLICT = 409;

  private final String clause;

  /**
   * @param clause what is the matter and what to do, beginning with "it"; no secret
   * @param code of HTTP; 0 if there was no answer
   */
  LeaseFailure(String clause, int code, Throwable cause) {
    super(clause, cause, code, null, null);
    this.clause = clause;
  }

  String clause() {
    return clause;
  }

  boolean isConflict() {
    return getCode() == CONFLICT;
  }
}
