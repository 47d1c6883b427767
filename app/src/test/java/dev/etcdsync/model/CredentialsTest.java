package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
  @TempDir Path folder;

  private Credentials read(String content) throws Exception {
    return Credentials.read(
        Side.STANDBY, Files.writeString(folder.resolve("credentials"), content));
  }

  @Test
  void splitsAtTheFirstColonAndKeepsAllOfThePassword() throws Exception {
    Credentials credentials = read("sync:p:w d ü \n");
    assertThat(credentials.user()).isEqualTo("sync");
    assertThat(credentials.password()).isEqualTo("p:w d ü ");
    assertThat(read("a:b\r\n")).isEqualTo(new Credentials("a", "b"));
    assertThat(read("a:b")).isEqualTo(new Credentials("a", "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "secret", ":secret", "secret:", "a:secret\nb:secret\n"})
  void refusesAnyOtherFormWithoutShowingIt(String content) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(InvalidSetting.class)
        .hasMessage(
            "standby.credentials: %s does not hold one line of the form user:password: write it so",
            folder.resolve("credentials"));
  }

  @Test
  void masksThePassword() {
    assertThat(new Credentials("sync", "secret"))
        .hasToString("Credentials[user=sync, password=***]");
  }
}
