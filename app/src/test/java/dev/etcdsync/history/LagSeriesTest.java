package dev.etcdsync.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LagSeriesTest {
  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

  private final LagSeries series = new LagSeries();

  private void note(long second, long revisions, double seconds) {
    series.note(START.plusSeconds(second), OptionalLong.of(revisions), OptionalDouble.of(seconds));
  }

  @Test
  void aPeakWithinAStepIsKept() {
    note(0, 0, 0.5);
    note(1, 7, 3.5);
    note(2, 1, 0.4);
    assertThat(series.size()).isEqualTo(1);
    assertThat(series.time(0)).isEqualTo(START);
    assertThat(series.revisions(0)).hasValue(7);
    assertThat(series.seconds(0)).hasValue(3.5);
  }

  @Test
  void whatWasNotKnownIsAGap() {
    note(0, 2, 1);
    series.note(START.plusSeconds(5), OptionalLong.empty(), OptionalDouble.of(6));
    note(20, 3, 2);
    assertThat(series.size()).isEqualTo(5);
    assertThat(series.revisions(1)).isEmpty();
    assertThat(series.seconds(1)).hasValue(6);
    assertThat(series.seconds(2)).isEmpty();
    assertThat(series.seconds(3)).isEmpty();
    assertThat(series.seconds(4)).hasValue(2);
  }

  @Test
  void anHourIsKeptAndNoMore() {
    for (int second = 0; second < 3 * 3600; second++) {
      note(second, second, second);
    }
    assertThat(series.size()).isEqualTo(LagSeries.POINTS);
    assertThat(series.time(0)).isEqualTo(START.plus(Duration.ofHours(2)));
    assertThat(series.revisions(0)).hasValue(2 * 3600 + 4);
    assertThat(series.revisions(LagSeries.POINTS - 1)).hasValue(3 * 3600 - 1);
  }

  @Test
  void aLongSilenceLeavesNothingOfTheHourBefore() {
    note(0, 5, 5);
    note(7200, 1, 1);
    assertThat(series.size()).isEqualTo(LagSeries.POINTS);
    for (int point = 0; point < LagSeries.POINTS - 1; point++) {
      assertThat(series.revisions(point)).as("point %d", point).isEmpty();
    }
    assertThat(series.revisions(LagSeries.POINTS - 1)).hasValue(1);
  }

  @Test
  void aClockThatIsSetBackBeginsAnewAndOneThatDriftsDoesNot() {
    note(60, 5, 5);
    note(59, 6, 6);
    assertThat(series.size()).isEqualTo(1);
    assertThat(series.revisions(0)).hasValue(6);
    note(0, 1, 1);
    assertThat(series.size()).isEqualTo(1);
    assertThat(series.time(0)).isEqualTo(START);
    assertThat(series.revisions(0)).hasValue(1);
  }

  @Test
  void nothingNotedIsNoPoint() {
    assertThat(series.size()).isZero();
  }
}
