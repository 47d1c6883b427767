package dev.etcdsync.bootstrap;

import java.security.cert.CertificateException;

/** The certificate is of somebody who is believed, and names another host than the one asked. */
final class OtherName extends CertificateException {
  private static final long serialVersionUID = 1;

  OtherName(CertificateException cause) {
    super(cause.getMessage(), cause);
  }

  /** Whether that was why a server was refused. */
  static boolean isIn(Throwable thrown) {
    return thrown instanceof OtherName || (thrown.getCause() != null && isIn(thrown.getCause()));
  }
}
