package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
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
  void everyLineIsJsonIfThatIsWanted() {
    Rig rig = start(Rig.builder());
    Workload load = rig.workload(seed());
    load.load(50);
    Program program = rig.run("--log-format", "json", "--verbose");
    rig.awaitFollowing(program);
    load.put("/registry/behind", new byte[] {1});
    rig.awaitLevel(program);
    rig.primary().killAll();
    program.await("Retrying side=primary", Rig.SOON);
    program.terminate();
    List<String> lines = program.log().lines().toList();
    assertThat(lines)
        .isNotEmpty()
        .allSatisfy(line -> {
          JsonNode event = Json.parse(line);
          assertThat(event.path("timestamp").asLong()).isPositive();
          assertThat(event.path("level").asText()).isIn("INFO", "WARN");
          assertThat(event.path("formattedMessage").asText()).isNotEmpty();
        });
    // What the engine says of its last try may come behind it.
    assertThat(lines).anyMatch(line -> line.contains("stopping on request"));
    assertThat(program.log()).contains("\"Start Sync update revision=");
  }

  /** The file as the kubelet mounts it: a link into a folder that is exchanged as a whole. */
  @Test
  void theCheckIntervalAndVerboseFollowAMountedConfigMap() throws IOException {
    Path mount = Folders.temporary("mount");
    open(() -> Folders.delete(mount));
    generation(mount, "..1", "{verbose: false, timing: {checkInterval: 24h}}\n");
    Path config = Files.createSymbolicLink(mount.resolve("c.yaml"), Path.of("..data", "c.yaml"));
    Rig rig = start(Rig.builder());
    Workload load = rig.workload(seed());
    load.load(50);
    Program program = rig.run("--config", config.toString());
    rig.awaitFollowing(program);
    program.await("Compared revision=", Rig.SOON);
    assertThat(program.count("Compared revision=")).isEqualTo(1);

    generation(mount, "..2", "{verbose: true, timing: {checkInterval: 1s}}\n");
    program.await("taken over verbose=true checkInterval=1s", Rig.SOON);
    Await.until(
        "everything is compared each second",
        Rig.SOON,
        () -> program.count("Compared revision=") >= 4,
        program::evidence);
    load.put("/registry/behind", new byte[] {1});
    program.await("Change put key=/registry/behind", Rig.SOON);

    generation(mount, "..3", "{verbose: false, timing: {checkInterval: 24h}}\n");
    program.await("taken over verbose=false checkInterval=24h", Rig.SOON);
    load.put("/registry/silent", new byte[] {1});
    rig.awaitLevel(program);
    assertThat(program.find("Change put key=/registry/silent", 0)).isEmpty();
    assertThat(program.count("Start Sync update revision="))
        .as("it was not restarted")
        .isEqualTo(1);
  }

  private static void generation(Path mount, String name, String yaml) throws IOException {
    Folders.write(Files.createDirectory(mount.resolve(name)).resolve("c.yaml"), yaml);
    Path next = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(name));
    Files.move(next, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
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
    // With the first comparison, which begins when following does.
    program.await("Start Sync update goes on revision=", Rig.SOON);
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
    assertThat(program.count("Start Sync update revision="))
        .as("it was not restarted")
        .isEqualTo(1);
  }
}
