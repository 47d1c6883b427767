package dev.etcdsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusViewTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static LastCompare compare(long missed) {
    return new LastCompare(
        NOON.minusSeconds(12), Duration.ofMillis(1420), 81423, 90217, 100_000, missed, 0, 0, 3, 0);
  }

  private static String shown(CompareSummary compare, Output output) {
    LinkStatus status =
        new LinkStatus(
            LinkPhase.FOLLOWING,
            3,
            "4711@standby-1",
            81423,
            81423,
            Optional.of(NOON),
            0,
            0,
            0,
            DriftSummary.none(),
            compare,
            Optional.empty(),
            Optional.empty(),
            NOON);
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    new StatusView(NOON, false, Duration.ofSeconds(15)).print(status, output, out);
    out.flush();
    return text.toString();
  }

  @Test
  void tellsOfTheLastComparison() {
    CompareSummary clean = new CompareSummary(false, Optional.of(compare(0)), Optional.empty());
    assertThat(shown(clean, Output.TEXT))
        .contains("synced      yes")
        .contains(
            "compared    clean at 2026-01-01T11:59:48Z (12.0 s ago), revision 81423: 100,000 keys in"
                + " 1.4 s");
    CompareSummary drift =
        new CompareSummary(false, Optional.of(compare(2)), Optional.of("no answer"));
    assertThat(shown(drift, Output.TEXT))
        .contains("compared    NOT CLEAN (2 missed, 0 different, 0 stale) at 2026-01-01T11:59:48Z")
        .contains("could not tell: no answer");
    assertThat(shown(drift, Output.JSON))
        .contains("\"clean\" : false", "\"missed\" : 2", "\"standbyRevision\" : 90217");
  }

  @Test
  void nothingIsCalledSyncedBeforeEverythingWasCompared() {
    CompareSummary pending = new CompareSummary(true, Optional.of(compare(0)), Optional.empty());
    assertThat(shown(pending, Output.TEXT))
        .contains("synced      no")
        .contains("compared    not yet since following began")
        .contains("before that clean at");
    assertThat(shown(pending, Output.JSON)).contains("\"synced\" : false");
  }
}
