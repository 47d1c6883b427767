package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelltaleTest {
  private final Telltale telltale = new Telltale("tell-tale-of-a-value");

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abc", "{\"password\":\""})
  void isKnownAgainBehindWhateverStandsBefore(String before) {
    String text = before + telltale.word() + "\"}";
    assertThat(telltale.isIn(text)).isTrue();
    String base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    assertThat(telltale.isIn("data: " + base64)).isTrue();
  }

  @Test
  void isNotSeenWhereItIsNot() {
    assertThat(telltale.isIn("tell-tale-of-another dGVsbC10YWxlLW9mLWFub3RoZXI=")).isFalse();
  }
}
