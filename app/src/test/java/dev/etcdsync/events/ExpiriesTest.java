package dev.etcdsync.events;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiriesTest {
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();

  @Test
  void whatEndsWithinThirtyDaysIsToldOnceADay() throws Exception {
    TestCertificates files = new TestCertificates(folder);
    TlsFiles tls =
        new TlsFiles(
            Optional.of(files.certificate("ca.crt", files.make("ca", "EC", 40))),
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
    Expiries expiries = new Expiries(new GivenCertificates(List.of(address), clock), clock);
    assertThat(expiries.take()).isEmpty();
    clock.pass(Duration.ofDays(11));
    News news = expiries.take().getFirst();
    assertThat(news.reason()).isEqualTo(Reason.CERTIFICATE_EXPIRING);
    assertThat(news.message())
        .startsWith("The authority certificate for the primary is valid until ");
    clock.pass(Expiries.BETWEEN.minusMinutes(1));
    assertThat(expiries.take()).isEmpty();
    clock.pass(Duration.ofMinutes(1));
    assertThat(expiries.take()).hasSize(1);
    expiries.again();
    assertThat(expiries.take()).as("a new leader").hasSize(1);
  }
}
