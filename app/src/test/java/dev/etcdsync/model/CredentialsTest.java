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
  void whatMayBeThePasswordItselfIsNotShown() throws Exception {
    assertThatThrownBy(() -> Credentials.read(Side.STANDBY, Path.of("sync:secret")))
        .isInstanceOf(InvalidSetting.class)
        .hasMessage(
            "standby.credentials: there is no such file: give the name of a FILE that holds one"
                + " line user:password, not user and password themselves");
    Path colon = Files.writeString(folder.resolve("a:b"), "sync:secret");
    assertThat(Credentials.read(Side.STANDBY, colon).user()).isEqualTo("sync");
  }

  @Test
  void masksThePassword() {
    assertThat(new Credentials("sync", "secret"))
        .hasToString("Credentials[user=sync, password=***]");
  }
}
