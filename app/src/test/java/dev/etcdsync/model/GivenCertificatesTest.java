package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.GivenCertificates.Given;
import dev.etcdsync.simulation.ManualClock;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenCertificatesTest {
  private static final Given CLIENT = new Given(Side.PRIMARY, "client");
  private static final Given AUTHORITY = new Given(Side.PRIMARY, "authority");

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();

  private static Instant end(TestCertificates.Pair pair) {
    return ((X509Certificate) pair.certificate()).getNotAfter().toInstant();
  }

  @Test
  void aRenewalIsSeenAndHalfOfOneIsNot() throws Exception {
    TestCertificates files = new TestCertificates(folder);
    TestCertificates.Pair first = files.make("first", "EC", 20);
    TestCertificates.Pair renewed = files.make("renewed", "EC", 200);
    files.certificate("ca.crt", renewed);
    files.certificate("client.crt", first);
    files.pkcs8("client.key", first);
    TlsFiles tls =
        new TlsFiles(
            Optional.of(folder.resolve("ca.crt")),
            Optional.of(folder.resolve("client.crt")),
            Optional.of(folder.resolve("client.key")),
            Optional.empty());
    List<ClusterAddress> addresses =
        List.of(
            new ClusterAddress(
                Side.PRIMARY,
                List.of(URI.create("https://127.0.0.1:1")),
                Optional.of(tls),
                Optional.empty()),
            new ClusterAddress(
                Side.STANDBY,
                List.of(URI.create("http://127.0.0.1:2")),
                Optional.empty(),
                Optional.empty()));
    GivenCertificates given = new GivenCertificates(addresses, clock);
    assertThat(given.given()).containsExactlyInAnyOrder(CLIENT, AUTHORITY);
    assertThat(given.end(CLIENT)).contains(end(first));
    assertThat(given.end(AUTHORITY)).contains(end(renewed));
    assertThat(given.end(new Given(Side.STANDBY, "client"))).isEmpty();

    files.certificate("client.crt", renewed);
    clock.pass(Duration.ofMinutes(2));
    assertThat(given.end(CLIENT)).as("its key is still the old one").contains(end(first));
    files.pkcs8("client.key", renewed);
    assertThat(given.end(CLIENT)).as("not read for each question").contains(end(first));
    clock.pass(Duration.ofMinutes(2));
    assertThat(given.end(CLIENT)).contains(end(renewed));
    Files.delete(folder.resolve("client.crt"));
    clock.pass(Duration.ofMinutes(2));
    assertThat(given.end(CLIENT)).contains(end(renewed));
  }
}
