package dev.etcdsync.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.simulation.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiriesTest {
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();

  @Test
  void whatEndsWithinThirtyDaysIsToldOnceADay() throws Exception {
    Expiries expiries = new Expiries(Authority.ofThePrimary(40, folder, clock), clock);
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
    clock.pass(Duration.ofDays(40));
    assertThat(expiries.take().getFirst().message())
        .startsWith("The authority certificate for the primary was valid until ");
    expiries.again();
    assertThat(expiries.take()).as("a new leader").hasSize(1);
  }
}
