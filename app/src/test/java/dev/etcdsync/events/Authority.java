package dev.etcdsync.events;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.GivenCertificates;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TestCertificates;
import dev.etcdsync.model.TlsFiles;
import dev.etcdsync.simulation.ManualClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A certificate that was given, and ends. */
final class Authority {
  private Authority() {}

  /** The CA's for the primary, valid for so many days from now on, which the clock is set to. */
  static GivenCertificates ofThePrimary(int days, Path folder, ManualClock clock) throws Exception {
    TestCertificates files = new TestCertificates(folder);
    TlsFiles tls =
        new TlsFiles(
            Optional.of(files.certificate("ca.crt", files.make("ca", "EC", days))),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    ClusterAddress address =
        new ClusterAddress(
            Side.PRIMARY,
            List.of(URI.create("https://127.0.0.1:1")),
            Optional.of(tls),
            Optional.empty());
    clock.pass(Duration.between(clock.now(), Instant.now()));
    return new GivenCertificates(List.of(address), clock);
  }
}
