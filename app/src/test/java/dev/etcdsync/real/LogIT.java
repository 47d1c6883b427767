package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the log tells, and what it never tells. */
class LogIT extends RealTest {
  private static final String MARKER = "value-that-nobody-may-tell";

  @Test
  void noValueIsLoggedOrPublished() {
    Rig rig = start(Rig.builder().standby(s -> s.flag("--max-request-bytes=400000")));
    Workload load = rig.workload(seed());
    load.load(50);
    load.put("/registry/secrets/copied", secret(100));
    Program program = rig.run("--verbose", "--max-txn-bytes", "256KiB");
    rig.awaitFollowing(program);
    load.put("/registry/secrets/followed", secret(100));
    load.put("/registry/secrets/followed", secret(200));
    load.together(Map.of("/registry/secrets/deleted", secret(100)));
    load.delete("/registry/secrets/deleted");
    rig.awaitLevel(program);
    program.await("Change put key=/registry/secrets/followed", Rig.SOON);
    // A refusal names the key, and must not go on to its value.
    load.put("/registry/secrets/too-large", secret(900_000));
    assertThat(rig.awaitParked(program, "too-large")).contains("/registry/secrets/too-large");
    assertThat(rig.status().toString()).doesNotContain(MARKER);
    assertThat(rig.standby().etcdctl().run("get", "--prefix", Rig.OWN)).doesNotContain(MARKER);
    program.kill();
    assertThat(program.log()).contains("Change put").doesNotContain(MARKER);
  }

  private static byte[] secret(int size) {
    return MARKER.repeat(1 + size / MARKER.length()).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void verboseCanBeSwitchedOnInTheFile() {
    Path folder = Folders.temporary("config");
    open(() -> Folders.delete(folder));
    Path config = Folders.write(folder.resolve("config.yaml"), "verbose: false\n");
    Rig rig = start(Rig.builder());
    Workload load = rig.workload(seed());
    load.load(50);
    Program program = rig.run("--config", config.toString());
    rig.awaitFollowing(program);
    load.put("/registry/before", new byte[] {1});
    rig.awaitLevel(program);
    assertThat(program.find("Change put", 0)).isEmpty();

    Folders.write(config, "verbose: true\n");
    Await.until(
        "changes are logged",
        Rig.SOON,
        () -> {
          load.put("/registry/behind", new byte[] {1});
          return program.find("Change put key=/registry/behind", 0).isPresent();
        },
        program::evidence);
    rig.awaitLevel(program);
    assertThat(program.count("Start Sync update")).as("it was not restarted").isEqualTo(1);
  }
}
