package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({"10ms,10", "5s,5000", "2m,120000", "1h,3600000", "1500ms,1500", "0ms,0"})
  void durationsAreReadAndShownAlike(String text, long millis) {
    assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
    assertThat(Durations.text(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"100B,100", "64KiB,65536", "1MiB,1048576", "2GiB,2147483648", "0B,0"})
  void sizesAreReadAndShownAlike(String text, long bytes) {
    assertThat(Sizes.parse(text)).hasValue(bytes);
    assertThat(Sizes.text(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "5 sec", "1.5s", "PT5S"})
  void whatIsNoDurationIsRefused(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "1MB", "1M", "1.5MiB", "-1"})
  void whatIsNoSizeIsRefused(String text) {
    assertThat(Sizes.parse(text)).isEmpty();
  }

  @Test
  void whatCannotBeCountedWithSaturates() {
    Duration most = Duration.ofMillis(Long.MAX_VALUE);
    assertThat(Durations.parse("99999999999s")).contains(Duration.ofSeconds(99999999999L));
    assertThat(Durations.parse("9223372036854775807h")).contains(most);
    assertThat(Durations.parse("99999999999999999999ms")).contains(most);
    assertThat(Sizes.parse("99999999999")).hasValue(99999999999L);
    assertThat(Sizes.parse("9223372036854775807KiB")).hasValue(Long.MAX_VALUE);
    assertThat(Saturated.number("99999999999999999999")).isEqualTo(Long.MAX_VALUE);
    assertThat(Saturated.number("-99999999999999999999")).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aBareNumberIsBytes() {
    assertThat(Sizes.parse("65536")).hasValue(65536);
  }
}
