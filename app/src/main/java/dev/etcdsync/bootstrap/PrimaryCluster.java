package dev.etcdsync.bootstrap;

import java.util.Map;

/** The primary, as this package knows it. It is only read. */
interface PrimaryCluster {
  /** By what a server is to be known that nobody has told us of; no token is sent to it. */
  Trust meet();

  /**
   * The entries of a Secret.
   *
   * @throws BootstrapFailure if it is not to be had
   */
  Map<String, String> secret(ObjectName name, Known known);

  /**
   * How the primary is known.
   *
   * @param source where that comes from, in words that can stand after "of"
   * @param otherwise what to do if it shows another face
   */
  record Known(Trust trust, Token token, String source, String otherwise) {}
}
