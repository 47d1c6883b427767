package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The full compare: never a finding where there is none, and every one where there is. */
class CheckIT extends RealTest {
  private static final int CHECKS = 1000;
  private static final String CONFIG = "/registry/configmaps/team-a/";
  private static final String CRON_JOB = "/registry/cronjobs/team-a/nightly";
  private static final String HELD = Rig.OWN + "held/";
  private static final String SECRET = "hunter2";

  @Test
  void aThousandChecksUnderLoadFindNothing() {
    Rig rig = start(Rig.builder());
    Workload load = rig.workload(seed()).keys(1000).rate(250).valueBytes(400);
    load.load(1000);
    Program program = rig.run();
    rig.awaitFollowing(program);
    load.start();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.etcdsync.check.CheckLoop",
            rig.primary().endpoints(),
            rig.standby().endpoints(),
            Rig.LINK,
            Rig.SCOPE,
            Integer.toString(CHECKS));
    Path log = Folders.temporary("check").resolve("log");
    open(() -> Folders.delete(log.getParent()));
    Child loop = Child.logging(command, log);
    open(loop::kill);
    int exit = loop.exit(Duration.ofSeconds(200)).orElse(-1);
    long done = load.done();
    load.stop();
    String said = Folders.tail(log, 100);
    assertThat(exit).as(said).isZero();
    assertThat(said.lines().toList().getLast())
        .as(said)
        .isEqualTo("clean=" + CHECKS + " drift=0 unknown=0");
    assertThat(done).as("operations of the load meanwhile").isGreaterThan(1000);
  }

  private static String object(String kind, String name, String more) {
    return "{\"kind\":\"%s\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"u-%s\"%s},\"data\":\"%s\"}"
        .formatted(kind, name, name, more, SECRET);
  }

  private static String ownedBy(String name) {
    return ",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"%s\",\"uid\":\"u-%s\"}]"
        .formatted(name, name);
  }

  private static Program.Ended check(List<String> sides, String... more) {
    List<String> arguments = new ArrayList<>(List.of("check", "--link", Rig.LINK));
    arguments.addAll(sides);
    arguments.addAll(List.of(more));
    return Program.run(arguments);
  }

  @Test
  void saysWhatItFoundAndEndsWithACodeForIt(@TempDir Path folder) {
    RealCluster primary = open(RealCluster.named("primary").start());
    RealCluster standby = open(RealCluster.named("standby").start());
    List<String> sides =
        List.of("--primary", primary.endpoints(), "--standby", standby.endpoints());
    Etcdctl there = primary.etcdctl();
    Etcdctl here = standby.etcdctl();
    for (int i = 0; i < 40; i++) {
      there.put(CONFIG + "c" + i, object("ConfigMap", "c" + i, ""));
    }
    there.put(CONFIG + "dependent", object("ConfigMap", "dependent", ownedBy("c7")));
    there.put(CRON_JOB, object("CronJob", "nightly", ""));

    Program.Ended ended = check(sides);
    assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
    assertThat(ended.out() + ended.err()).contains("knows no link under " + Rig.OWN);

    List<String> arguments = new ArrayList<>(List.of("run", "--link", Rig.LINK));
    arguments.addAll(sides);
    Program program = open(Program.start("program", arguments));
    program.await("Start Sync update", Rig.SOON);
    here.put(CONFIG + "own", object("ConfigMap", "own", ""));
    ended = check(sides);
    assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out().lines())
        .contains(
            "LOCAL ETCD missed keys",
            "LOCAL ETCD surplus keys",
            CONFIG + "own",
            "LOCAL ETCD different keys");
    assertThat(ended.out()).contains("CLEAN: 0 missed, 0 stale, 0 different, 1 the standby's own");

    // Nobody heals what is planted from here on.
    program.kill();
    here.delete(CONFIG + "c7");
    here.delete(CONFIG + "dependent");
    here.delete(HELD + CRON_JOB);
    here.put(
        CONFIG + "c8",
        object(
            "ConfigMap",
            "c8",
            ",\"labels\":{\"by\":\"helm\"},\"managedFields\":[{\"manager\":\"helm\",\"operation\":\"Update\",\"time\":\"2026-03-02T08:00:00Z\"}]"));
    here.transaction(List.of("put " + CONFIG + "stale x", "put " + Rig.OWN + "mark x"));
    ended = check(sides, "--deep", "--output", "json");
    assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(1);
    JsonNode json = Json.parse(ended.out());
    assertThat(json.path("result").asText()).isEqualTo("drift");
    assertThat(keys(json, "missed")).containsExactly(CONFIG + "c7", CONFIG + "dependent", CRON_JOB);
    assertThat(json.at("/missed/keys/1/reason").asText())
        .isEqualTo(
            "its owner ConfigMap c7 is absent, so the standby's garbage collector deleted it");
    assertThat(json.at("/missed/keys/2/held").asBoolean()).isTrue();
    assertThat(keys(json, "different")).containsExactly(CONFIG + "c8");
    assertThat(json.at("/different/keys/0/reason").asText()).contains("by helm at 2026-03-02");
    assertThat(keys(json, "stale")).containsExactly(CONFIG + "stale");
    assertThat(keys(json, "local")).containsExactly(CONFIG + "own");

    Program.Ended text = check(sides);
    assertThat(text.exit()).isEqualTo(1);
    assertThat(text.out())
        .contains("NOT CLEAN: 3 missed, 1 stale, 1 different, 1 the standby's own")
        .contains("What to do:");
    assertThat(ended.out() + ended.err() + text.out() + text.err()).doesNotContain(SECRET);

    Path restore = folder.resolve("restore.jsonl");
    works(shown(text, "etcd-sync surplus list"));
    works(shown(text, "etcd-sync surplus delete") + " --yes --restore-file " + restore);
    works(shown(text, "etcdctl"));
    open(Program.start("program again", arguments)).await("Start Sync update", Rig.SOON);
    works(shown(text, "etcd-sync heal"));
    assertThat(check(sides).out()).contains("0 stale, ").contains(" 0 the standby's own");

    cannotTell(check(sides, "--scope-namespaces-out", "team-b"), "other settings of the scope");
    cannotTell(check(sides, "--no-such-option"), "--no-such-option");
    primary.killAll();
    cannotTell(check(sides, "--request-timeout", "3s"), "the primary's etcd gives no answer");
  }

  private static String shown(Program.Ended ended, String command) {
    List<String> lines =
        ended.out().lines().map(String::strip).filter(it -> it.startsWith(command)).toList();
    assertThat(lines).as(ended.out()).hasSize(1);
    return lines.getFirst();
  }

  private static void works(String line) {
    Program.Ended ended = Program.paste(line);
    assertThat(ended.exit()).as(line + "\n" + ended.out() + ended.err()).isZero();
  }

  private static void cannotTell(Program.Ended ended, String why) {
    assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(2);
    assertThat(ended.err()).contains(why);
  }

  private static List<String> keys(JsonNode result, String sort) {
    List<String> keys = new ArrayList<>();
    result.path(sort).path("keys").forEach(found -> keys.add(found.path("key").asText()));
    assertThat(result.path(sort).path("count").asInt()).isEqualTo(keys.size());
    return keys;
  }
}
