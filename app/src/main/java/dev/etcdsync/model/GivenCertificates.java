package dev.etcdsync.model;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Until when the certificates are valid that this process was given. The files are read again now
 * and then, for they are renewed while it runs. Any thread may call.
 */
public final class GivenCertificates {
  private static final Duration READ_AGAIN = Duration.ofMinutes(1);

  private final Clock clock;
  private final Map<Side, TlsFiles> files = new HashMap<>();
  private final Map<Given, Instant> until = new HashMap<>();
  private long readAt;

  /**
   * A file of certificates.
   *
   * @param use {@code client} for our own, {@code authority} for whom we trust
   */
  public record Given(Side side, String use) {}

  /** Reads them for the first time. */
  public GivenCertificates(List<ClusterAddress> addresses, Clock clock) {
    this.clock = clock;
    addresses.forEach(address -> address.tls().ifPresent(tls -> files.put(address.side(), tls)));
    read();
  }

  /** The files that there are. */
  public synchronized List<Given> given() {
    return List.copyOf(until.keySet());
  }

  /** Of several certificates in a file, the first to end. */
  public synchronized Optional<Instant> end(Given file) {
    if (clock.nanos() - readAt > READ_AGAIN.toNanos()) {
      read();
    }
    return Optional.ofNullable(until.get(file));
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
    TlsMaterial.firstToEnd(certificates).ifPresent(end -> until.put(file, end));
  }
}
