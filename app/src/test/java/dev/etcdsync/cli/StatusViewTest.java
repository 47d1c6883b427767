package dev.etcdsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.Shortfall;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusViewTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Promotion DRAINING = Promotion.begin("7@here", NOON.minusSeconds(9));

  private static LinkStatus status(LinkPhase phase, CompareSummary compare) {
    return new LinkStatus(
        phase,
        3,
        "7@here",
        41,
        42,
        Optional.of(NOON.minusSeconds(1)),
        0,
        0,
        2,
        DriftSummary.none(),
        compare,
        Optional.empty(),
        Optional.empty(),
        NOON.minusSeconds(1));
  }

  private static LastCompare compare(long missed) {
    return new LastCompare(
        NOON.minusSeconds(12), Duration.ofMillis(1420), 81423, 90217, 100_000, missed, 0, 0, 3, 0);
  }

  private static String shown(CompareSummary compare, Output output) {
    StringWriter text = new StringWriter();
    new StatusView(NOON, false, Duration.ofSeconds(15))
        .print(
            status(LinkPhase.FOLLOWING, compare), Optional.empty(), output, new PrintWriter(text));
    return text.toString();
  }

  private static String shown(LinkPhase phase, Optional<Promotion> promotion, Output output) {
    StringWriter text = new StringWriter();
    new StatusView(NOON, false, Duration.ofSeconds(15))
        .print(status(phase, CompareSummary.none()), promotion, output, new PrintWriter(text));
    return text.toString();
  }

  @Test
  void aLinkThatFollowsSaysNothingOfAPromotion() {
    assertThat(shown(LinkPhase.FOLLOWING, Optional.empty(), Output.TEXT))
        .contains("synced      yes")
        .contains("until it is promoted")
        .doesNotContain("promotion");
    assertThat(shown(LinkPhase.FOLLOWING, Optional.empty(), Output.JSON))
        .doesNotContain("promotion");
  }

  @Test
  void aDrainThatWasKilledSaysWhatToDo() {
    assertThat(shown(LinkPhase.FOLLOWING, Optional.of(DRAINING), Output.TEXT))
        .contains("--take-back")
        .contains("until it is promoted");
  }

  @Test
  void aPromotedLinkSaysWhenAndIsNotSynced() {
    Optional<Promotion> promotion =
        Optional.of(
            DRAINING
                .ended(41, 42, Optional.empty(), NOON.minusSeconds(6))
                .at(Stage.PROMOTED, NOON.minusSeconds(5)));
    assertThat(shown(LinkPhase.PROMOTED, promotion, Output.TEXT))
        .contains("phase       promoted")
        .contains("synced      no: the link has ended")
        .contains("promotion   done at 2026-03-02T11:59:55Z (5.0 s ago) by 7@here")
        .contains("stay aside")
        .doesNotContain("until it is promoted");
    assertThat(shown(LinkPhase.PROMOTED, promotion, Output.JSON))
        .contains("\"stage\" : \"promoted\"")
        .contains("\"synced\" : false")
        .contains("\"begun\" : \"2026-03-02T11:59:51Z\"");
  }

  @Test
  void anIncompleteOneSaysInWhat() {
    Optional<Promotion> promotion =
        Optional.of(
            DRAINING.ended(0, 42, Optional.of(new Shortfall.Copying(NOON.minusSeconds(99))), NOON));
    assertThat(shown(LinkPhase.PROMOTING, promotion, Output.TEXT))
        .contains(
            "incomplete  when the link ended: a copy is under way since 2026-03-02T11:58:21Z");
    assertThat(shown(LinkPhase.PROMOTING, promotion, Output.JSON))
        .contains("\"copyingSince\" : \"2026-03-02T11:58:21Z\"");
  }

  @Test
  void tellsOfTheLastComparison() {
    CompareSummary clean = new CompareSummary(false, Optional.of(compare(0)), Optional.empty());
    assertThat(shown(clean, Output.TEXT))
        .contains("synced      yes")
        .contains(
            "compared    clean at 2026-03-02T11:59:48Z (12.0 s ago), revision 81423: 100,000 keys in"
                + " 1.4 s");
    CompareSummary drift =
        new CompareSummary(false, Optional.of(compare(2)), Optional.of("no answer"));
    assertThat(shown(drift, Output.TEXT))
        .contains("compared    NOT CLEAN (2 missed, 0 different, 0 stale) at 2026-03-02T11:59:48Z")
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
