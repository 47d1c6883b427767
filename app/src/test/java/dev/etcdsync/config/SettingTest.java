package dev.etcdsync.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SettingTest {
  @Test
  void variablesFollowFromThePath() {
    assertThat(Setting.PRIMARY_ENDPOINTS.variable()).isEqualTo("ETCD_SYNC_PRIMARY_ENDPOINTS");
    assertThat(Setting.STANDBY_SERVER_NAME.variable())
        .isEqualTo("ETCD_SYNC_STANDBY_TLS_SERVER_NAME");
    assertThat(Setting.KEY_PREFIX.variable()).isEqualTo("ETCD_SYNC_KEY_PREFIX");
  }

  @Test
  void noTwoSettingsShareAName() {
    assertThat(Arrays.stream(Setting.values()).map(Setting::path)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Setting.values()).map(Setting::option)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Setting.values()).map(Setting::variable)).doesNotHaveDuplicates();
  }
}
