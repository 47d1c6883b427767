package dev.etcdsync.preflight;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TlsFiles;
import dev.etcdsync.model.TlsMaterial;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How long the certificates that were given are valid. */
final class Certificates {
  private static final Duration SOON = Duration.ofDays(30);

  private final Instant now;

  Certificates(Instant now) {
    this.now = now;
  }

  /** One line for our own certificate, and one for the authorities, where they are given. */
  List<Line> of(ClusterAddress address) {
    if (!address.encrypted()) {
      return List.of(
          Line.warn(
              address.side() + " encryption",
              "the connection is not encrypted",
              "use https, unless nobody else reaches this network"));
    }
    TlsMaterial material =
        TlsMaterial.read(address.side(), address.tls().orElseGet(TlsFiles::none));
    List<Line> lines = new ArrayList<>();
    line(address.side() + " client certificate", material.chain()).ifPresent(lines::add);
    line(address.side() + " authorities", material.authorities()).ifPresent(lines::add);
    return lines;
  }

  /**
   * How long a member's own certificate is valid.
   *
   * @param until empty if it is not known
   */
  Line ofServer(Side side, String endpoint, Optional<Instant> until) {
    String about = "%s certificate of %s".formatted(side, endpoint);
    return until
        .map(end -> line(about, end))
        .orElseGet(() ->
            Line.warn(
                about,
                "how long it is valid is not known: it answers no HTTP under its own name",
                "see to its renewal where the etcd is run"));
  }

  private Optional<Line> line(String about, List<X509Certificate> certificates) {
    return TlsMaterial.firstToEnd(certificates).map(end -> line(about, end));
  }

  private Line line(String about, Instant end) {
    if (end.isBefore(now)) {
      return Line.fail(about, "expired at " + end, "renew it");
    }
    return end.isBefore(now.plus(SOON))
        ? Line.warn(about, "expires at " + end, "renew it; changed files are read while it runs")
        : Line.pass(about, "valid until " + end);
  }
}
