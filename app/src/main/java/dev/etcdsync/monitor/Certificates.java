package dev.etcdsync.monitor;

import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TlsFiles;
import dev.etcdsync.model.TlsMaterial;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Until when the certificates are valid that this process was given. The files are read again now
 * and then, for they are renewed while it runs. Any thread may call.
 */
final class Certificates {
  private static final Duration READ_AGAIN = Duration.ofMinutes(1);

  private final Clock clock;
  private final Map<Side, TlsFiles> files = new HashMap<>();
  private final Map<Given, Double> until = new HashMap<>();
  private long readAt;

  /**
   * A file of certificates.
   *
   * @param use {@code client} for our own, {@code authority} for whom we trust
   */
  record Given(Side side, String use) {}

  Certificates(List<ClusterAddress> addresses, Clock clock) {
    this.clock = clock;
    addresses.forEach(address -> address.tls().ifPresent(tls -> files.put(address.side(), tls)));
    read();
  }

  /** The files that there are. */
  synchronized List<Given> given() {
    return List.copyOf(until.keySet());
  }

  /** In seconds of Unix time; of several certificates in a file, the first to end. */
  synchronized double expiry(Given file) {
    if (clock.nanos() - readAt > READ_AGAIN.toNanos()) {
      read();
    }
    return until.getOrDefault(file, Double.NaN);
  }

  private void read() {
    readAt = clock.nanos();
    files.forEach((side, tls) -> {
      try {
        TlsMaterial material = TlsMaterial.read(side, tls);
        note(new Given(side, "client"), material.chain());
        note(new Given(side, "authority"), material.authorities());
      } catch (InvalidSetting e) {
        // A renewal that is half done: what was read before stands until the next look.
      }
    });
  }

  private void note(Given file, List<X509Certificate> certificates) {
    TlsMaterial.firstToEnd(certificates)
        .ifPresent(end -> until.put(file, end.toEpochMilli() / 1000.0));
  }
}
