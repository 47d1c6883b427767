package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "8080, ::, 8080, [::]:8080",
    "0, ::, 0, [::]:0",
    "127.0.0.1:9, 127.0.0.1, 9, 127.0.0.1:9",
    "localhost:8080, localhost, 8080, localhost:8080",
    "[::1]:8080, ::1, 8080, [::1]:8080",
    "[2001:db8::10]:80, 2001:db8::10, 80, [2001:db8::10]:80",
    "'  8080 ', ::, 8080, [::]:8080"
  })
  void readsWhatPeopleWrite(String text, String host, int port, String shown) {
    HttpAddress address = HttpAddress.parse(text).orElseThrow();
    assertThat(address).isEqualTo(new HttpAddress(host, port));
    assertThat(address).hasToString(shown);
  }

  @Test
  void offIsNowhere() {
    assertThat(HttpAddress.parse("off")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "on",
        "host",
        "::1:8080",
        "[::1]",
        "[::1]8080",
        "http://h:1",
        "a@b:1",
        ":80",
        "80:"
      })
  void anythingElseIsASentence(String text) {
    assertThatThrownBy(() -> HttpAddress.parse(text))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("is no address to listen on: give a port such as 8080");
  }

  @ParameterizedTest
  @ValueSource(strings = {"65536", "h:99999", "999999999"})
  void aPortHasARange(String text) {
    assertThatThrownBy(() -> HttpAddress.parse(text))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("give 0 to 65535");
  }
}
