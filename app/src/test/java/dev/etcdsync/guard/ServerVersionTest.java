package dev.etcdsync.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"3.5.22", "3.5.30", "3.6.2", "3.6.16", "3.7.0", "3.7.1-rc.0", "4.0.0", "3.10.0"})
  void versionsThatKeepEtcdsPromisesAreSupported(String version) {
    assertThat(ServerVersion.parse(version).isSupported()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"3.5.21", "3.5.0", "3.6.1", "3.6.0", "3.4.38", "2.3.8", "", "unknown", "3.6"})
  void versionsThatLoseEventsAndUnknownOnesAreNot(String version) {
    assertThat(ServerVersion.parse(version).isSupported()).isFalse();
  }
}
