package dev.etcdsync.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
  @Property(tries = 200)
  void readsTimesAsTheJdkDoes(@ForAll @LongRange(min = 0, max = 253_402_300_799L) long seconds) {
    Instant time = Instant.ofEpochSecond(seconds);
    assertThat(Rfc3339.parse(time.toString())).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2026-01-01T12:00:00",
        "2026-01-01T12:00:00+00:00",
        "2026-01-01 12:00:00Z",
        "2026-13-01T12:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-01-01T25:00:00Z",
        "+026-01-01T12:00:00Z",
        "2026-01-01T12:00:0aZ",
      })
  void whatIsNoTimeIsNone(String text) {
    assertThat(Rfc3339.parse(text)).isEmpty();
  }
}
