package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands {@code surplus list}, {@code delete} and {@code restore}, beside a running leader.
 */
class SurplusCommandIT extends RealTest {
  private static final String LOCAL = "/registry/configmaps/team-a/local-";
  private static final String RECORDS = Rig.OWN + "surplus/";
  private static final String SECRET = "hunter2-";
  private static final int SOME_LEFT = 5;
  private static final int KEYS = 200;

  @TempDir Path folder;

  private Rig rig() {
    Rig rig = start(Rig.builder().operations(32));
    rig.judge().foreign(key -> key.startsWith(LOCAL));
    return rig;
  }

  private static Program.Ended surplus(Rig rig, String... arguments) {
    return Program.run(line(rig, arguments));
  }

  private static List<String> line(Rig rig, String... arguments) {
    List<String> line = new ArrayList<>(List.of("surplus"));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--link", Rig.LINK));
    line.addAll(rig.standby().options("standby", rig.standby().endpoints()));
    return line;
  }

  private static List<String> keys() {
    return IntStream.range(0, KEYS).mapToObj(i -> LOCAL + (1000 + i)).toList();
  }

  private static void putLocals(Etcdctl standby) {
    List<String> puts = keys().stream().map(key -> "put " + key + " " + SECRET + key).toList();
    for (int from = 0; from < KEYS; from += 100) {
      standby.transaction(puts.subList(from, from + 100));
    }
  }

  private static void awaitRecords(Rig rig, int count) {
    Await.until(
        count + " keys are recorded",
        Rig.SOON,
        () -> rig.standby().etcdctl().count(RECORDS) == count,
        rig::evidence);
  }

  private static void expectLocals(Etcdctl standby) {
    Map<String, String> found = new TreeMap<>();
    standby.under(LOCAL).keys().forEach((key, value) -> found.put(key, value.content()));
    Map<String, String> wanted = new TreeMap<>();
    keys().forEach(key -> wanted.put(key, SECRET + key));
    assertThat(found).isEqualTo(wanted);
  }

  /** The command that was shown to bring back what was deleted. */
  private static String shown(Program.Ended deleted) {
    return deleted
        .out()
        .lines()
        .dropWhile(line -> !line.equals("To bring them back:"))
        .skip(1)
        .findFirst()
        .orElseThrow(() -> new AssertionError(deleted.out()));
  }

  private static void resync(Rig rig, Program leader) {
    leader.terminate();
    rig.primary().etcdctl().put("/registry/configmaps/team-a/another", "x");
    rig.compactPrimary();
    Program next = rig.run();
    next.await("Copy finished", Rig.SOON);
    rig.awaitLevel(next);
  }

  @Test
  void deletesAndRestoresBesideALeader() throws IOException {
    Rig rig = rig();
    Workload load = rig.workload(seed()).keys(200).rate(100);
    load.load(200);
    Program leader = rig.run();
    rig.awaitFollowing(leader);
    Etcdctl standby = rig.standby().etcdctl();
    putLocals(standby);
    awaitRecords(rig, KEYS);
    load.start();

    Program.Ended listed = surplus(rig, "list", "--output", "json");
    assertThat(listed.exit()).as(listed.err()).isZero();
    JsonNode json = Json.parse(listed.out());
    assertThat(json.path("keys")).hasSize(KEYS);
    assertThat(json.at("/keys/0/key").asText()).isEqualTo(LOCAL + "1000");
    assertThat(json.at("/keys/0/state").asText()).isEqualTo("there");
    assertThat(json.at("/keys/0/bytes").asInt()).isEqualTo((SECRET + LOCAL + "1000").length());

    Path file = folder.resolve("restore");
    Program.Ended unconfirmed = surplus(rig, "delete", "--all");
    assertThat(unconfirmed.exit()).isEqualTo(Program.BAD_INPUT);
    assertThat(unconfirmed.err()).contains("--yes");
    Program.Ended foreign = surplus(rig, "delete", LOCAL + "1000", "/registry/x", "--yes");
    assertThat(foreign.exit()).isEqualTo(Program.BAD_INPUT);
    assertThat(foreign.err()).contains("/registry/x is not recorded as the standby's own");
    Program.Ended dry =
        surplus(rig, "delete", "--all", "--dry-run", "--restore-file", file.toString());
    assertThat(dry.exit()).as(dry.err()).isZero();
    assertThat(dry.out()).contains("200 keys would be deleted");
    assertThat(file).doesNotExist();
    Files.writeString(file, "mine");
    Program.Ended exists =
        surplus(rig, "delete", "--all", "--yes", "--restore-file", file.toString());
    assertThat(exists.exit()).isEqualTo(Program.BAD_INPUT);
    assertThat(exists.err()).contains("exists already");
    assertThat(Files.readString(file)).isEqualTo("mine");
    expectLocals(standby);
    Files.delete(file);

    Program.Ended deleted =
        surplus(
            rig,
            "delete",
            "--all",
            "--yes",
            "--restore-file",
            file.toString(),
            "--max-txn-ops",
            "32");
    assertThat(deleted.exit()).as(deleted.out() + deleted.err()).isZero();
    assertThat(deleted.out()).contains("200 keys deleted, 0 left as they are.");
    assertThat(deleted.err().lines().filter(line -> line.contains("\"action\":\"delete\"")))
        .as("audit lines")
        .hasSize(200)
        .allMatch(line -> line.contains("etcd-sync surplus delete"))
        .allMatch(line -> line.contains("\"key\":\"" + LOCAL))
        .noneMatch(line -> line.contains("\"standbyModRevision\":0"));
    assertThat(standby.count(LOCAL)).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    awaitRecords(rig, 0);

    standby.put(LOCAL + "1007", "made anew");
    Program.Ended restored = Program.paste(shown(deleted) + " --yes");
    assertThat(restored.exit()).as(restored.out() + restored.err()).isEqualTo(SOME_LEFT);
    assertThat(restored.out())
        .contains(LOCAL + "1007: left, it is there already")
        .contains("199 keys restored, 1 left as they are.");
    assertThat(standby.get(LOCAL + "1007")).isEqualTo(Optional.of("made anew"));
    standby.put(LOCAL + "1007", SECRET + LOCAL + "1007");
    awaitRecords(rig, KEYS);
    expectLocals(standby);

    load.stop();
    leader.expectAlive();
    rig.awaitLevel(leader);
    resync(rig, leader);
    expectLocals(standby);
    for (Program.Ended ended : List.of(listed, dry, deleted, restored)) {
      assertThat(ended.out() + ended.err()).doesNotContain(SECRET);
    }
  }

  /** Killed wherever it is: what is gone is in the file, and the rest is there. */
  @Test
  void aKilledDeletionLosesNothing() {
    Rig rig = rig();
    Program leader = rig.run();
    rig.awaitFollowing(leader);
    Etcdctl standby = rig.standby().etcdctl();
    putLocals(standby);
    awaitRecords(rig, KEYS);
    Path file = folder.resolve("restore");
    Program command =
        open(
            Program.start(
                "surplus",
                line(
                    rig,
                    "delete",
                    "--all",
                    "--yes",
                    "--restore-file",
                    file.toString(),
                    "--max-txn-ops",
                    "16")));
    Await.until("the file is there", Rig.SOON, () -> Files.exists(file), command::evidence);
    command.kill();

    long there = standby.count(LOCAL);
    Program.Ended restored = surplus(rig, "restore", file.toString(), "--yes");
    if (there == KEYS && restored.exit() == Program.BAD_INPUT) {
      assertThat(restored.err()).contains("had deleted nothing by then");
    } else {
      assertThat(restored.exit())
          .as(restored.out() + restored.err())
          .isEqualTo(there == 0 ? 0 : SOME_LEFT);
    }
    expectLocals(standby);
    awaitRecords(rig, KEYS);
    resync(rig, leader);
    expectLocals(standby);
  }
}
