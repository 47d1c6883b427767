package dev.etcdsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.simulation.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFileTest {
  private static final Duration USUAL = Duration.ofMinutes(5);

  @TempDir Path folder;
  private final List<LiveSettings> said = new ArrayList<>();

  private void write(String yaml) throws Exception {
    Files.writeString(folder.resolve("c.yaml"), yaml);
  }

  private LiveFile live(Map<Setting, String> options) {
    Optional<String> file = Optional.of(folder.resolve("c.yaml").toString());
    return new LiveFile(SettingSources.merge(options, file, Map.of()), said::add);
  }

  private static LiveSettings verbose(boolean on) {
    return new LiveSettings(on, USUAL);
  }

  @Test
  void followsTheFileAndSaysNothingWhenNothingChanged() throws Exception {
    write("verbose: false\n");
    LiveFile live = live(Map.of());
    live.look();
    assertThat(said).isEmpty();
    write("verbose: true\n");
    live.look();
    live.look();
    write("verbose: true # still\n");
    live.look();
    write("timing: {checkInterval: 30s}\n");
    live.look();
    assertThat(said)
        .containsExactly(verbose(true), new LiveSettings(false, Duration.ofSeconds(30)));
  }

  @Test
  void aBrokenFileChangesNothingUntilItIsRepaired() throws Exception {
    write("verbose: false\n");
    LiveFile live = live(Map.of());
    try (LogLines log = LogLines.of(LiveFile.class)) {
      write("verbose: maybe\n");
      live.look();
      write("verbos: true\n");
      live.look();
      write("{timing: {checkInterval: 25h}, verbose: true}\n");
      live.look();
      Files.delete(folder.resolve("c.yaml"));
      live.look();
      live.look();
      assertThat(said).isEmpty();
      assertThat(log.matching("configuration file ignored")).hasSize(4);
    }
    write("verbose: true\n");
    live.look();
    assertThat(said).containsExactly(verbose(true));
  }

  @Test
  void anOptionWinsOverTheFile() throws Exception {
    write("{verbose: false, timing: {checkInterval: 1m}}\n");
    LiveFile live = live(Map.of(Setting.VERBOSE, "false", Setting.CHECK_INTERVAL, "2m"));
    write("{verbose: true, timing: {checkInterval: 3m}}\n");
    live.look();
    assertThat(said).isEmpty();
  }

  @Test
  void whatNeedsARestartIsNamed() throws Exception {
    write("{verbose: false, link: one}\n");
    LiveFile live = live(Map.of());
    try (LogLines log = LogLines.of(LiveFile.class)) {
      write("{verbose: true, link: two, timing: {epoch: 2s, checkInterval: 1m}}\n");
      live.look();
      assertThat(log.matching("need a restart")).hasSize(1);
      assertThat(log.matching("keys=link,timing.epoch")).hasSize(1);
    }
    assertThat(said).containsExactly(new LiveSettings(true, Duration.ofMinutes(1)));
  }

  /** As the kubelet does it: files are links into {@code ..data}, which is exchanged as a whole. */
  @Test
  void aMountedConfigMapIsFollowedThroughItsLinks() throws Exception {
    Path mount = folder;
    generation(mount, "..one", "verbose: false\n");
    Files.createSymbolicLink(mount.resolve("c.yaml"), Path.of("..data", "c.yaml"));
    LiveFile live = live(Map.of());
    live.look();
    generation(mount, "..two", "verbose: true\n");
    live.look();
    assertThat(said).containsExactly(verbose(true));
  }

  private static void generation(Path mount, String name, String yaml) throws Exception {
    Files.writeString(Files.createDirectory(mount.resolve(name)).resolve("c.yaml"), yaml);
    Path next = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(name));
    Files.move(next, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }
}
