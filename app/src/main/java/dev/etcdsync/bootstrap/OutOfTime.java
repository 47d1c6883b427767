package dev.etcdsync.bootstrap;

import java.net.URI;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A certificate that is the right one, and not valid now: it shows nobody else, only that nobody
 * has renewed it, or that a clock is wrong.
 */
record OutOfTime(X509Certificate certificate, boolean expired) {
  /** The one that is not valid now, if there is one. */
  static Optional<OutOfTime> among(Iterable<X509Certificate> shown) {
    for (X509Certificate certificate : shown) {
      try {
        certificate.checkValidity();
      } catch (CertificateExpiredException e) {
        return Optional.of(new OutOfTime(certificate, true));
      } catch (CertificateNotYetValidException e) {
        return Optional.of(new OutOfTime(certificate, false));
      }
    }
    return Optional.empty();
  }

  /** The one for which a server was refused, if that was why. */
  static Optional<OutOfTime> in(Throwable thrown) {
    if (thrown instanceof CertPathValidatorException refused
        && refused.getReason() instanceof BasicReason reason
        && (reason == BasicReason.EXPIRED || reason == BasicReason.NOT_YET_VALID)
        && refused.getCertPath() != null
        && refused.getIndex() >= 0
        && refused.getCertPath().getCertificates().get(refused.getIndex())
            instanceof X509Certificate certificate) {
      return Optional.of(new OutOfTime(certificate, reason == BasicReason.EXPIRED));
    }
    return thrown.getCause() == null ? Optional.empty() : in(thrown.getCause());
  }

  /** What is wrong with the server at this address, and what to do. */
  String sentence(URI server) {
    return (expired
            ? "The primary's apiserver at %s shows a certificate (%s) that has expired: it was valid"
                + " until %s; renew it at the primary, with kubeadm by kubeadm certs renew"
                + " apiserver, and restart that kube-apiserver; if that time is still to come, set"
                + " the clock of this node"
            : "The primary's apiserver at %s shows a certificate (%s) that is not valid yet, but from"
                + " %s on: set the clock of this node, or that of the primary, and there make the"
                + " certificate anew")
        .formatted(
            server,
            certificate.getSubjectX500Principal().getName(),
            moment().truncatedTo(ChronoUnit.SECONDS));
  }

  private Instant moment() {
    return (expired ? certificate.getNotAfter() : certificate.getNotBefore()).toInstant();
  }
}
