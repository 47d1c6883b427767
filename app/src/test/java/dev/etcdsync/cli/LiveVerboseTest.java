package dev.etcdsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveVerboseTest {
  @TempDir Path folder;
  private final List<Boolean> said = new ArrayList<>();

  private void write(String yaml) throws Exception {
    Files.writeString(folder.resolve("c.yaml"), yaml);
  }

  private LiveVerbose live(Map<Setting, String> options) {
    Optional<String> file = Optional.of(folder.resolve("c.yaml").toString());
    return new LiveVerbose(SettingSources.merge(options, file, Map.of()), said::add);
  }

  @Test
  void followsTheFileAndSaysNothingWhenNothingChanged() throws Exception {
    write("verbose: false\n");
    LiveVerbose live = live(Map.of());
    live.look();
    assertThat(said).isEmpty();
    write("verbose: true\n");
    live.look();
    live.look();
    write("link: other\n");
    live.look();
    assertThat(said).containsExactly(true, false);
  }

  @Test
  void aBrokenFileChangesNothingUntilItIsRepaired() throws Exception {
    write("verbose: false\n");
    LiveVerbose live = live(Map.of());
    write("verbose: maybe\n");
    live.look();
    write("verbos: true\n");
    live.look();
    Files.delete(folder.resolve("c.yaml"));
    live.look();
    assertThat(said).isEmpty();
    write("verbose: true\n");
    live.look();
    assertThat(said).containsExactly(true);
  }

  @Test
  void anOptionWinsOverTheFile() throws Exception {
    write("verbose: false\n");
    LiveVerbose live = live(Map.of(Setting.VERBOSE, "false"));
    write("verbose: true\n");
    live.look();
    assertThat(said).containsOnly(false);
  }
}
