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
  private static final String CONFIG = "/registry/configmaps/team-a/";
  private static final String PLANTED = CONFIG + "planted-";
  private static final String CRON_JOB = "/registry/cronjobs/team-a/nightly";
  private static final String STALE_JOB = "/registry/jobs/team-a/gone";
  private static final String HELD = Rig.OWN + "held/";
  private static final String SECRET = "hunter2";

  /** {@link CheckSoak} makes a thousand. */
  @Test
  void checksUnderFullLoadFindNothing() {
    ChecksUnderLoad.findNothing(this, 100, Duration.ofMinutes(3));
  }

  @Test
  void whatIsPlantedUnderFullLoadIsFound() {
    // What comes with the mark passes for etcd-sync's own until everything is compared again.
    Rig rig = start(Rig.builder().options("--check-interval", "24h"));
    rig.judge().foreign(key -> key.startsWith(PLANTED));
    Workload load =
        rig.workload(seed()).keys(1000).rate(Workload.AS_FAST_AS_IT_CAN).valueBytes(400);
    load.load(1000);
    for (int i = 0; i < 40; i++) {
      load.put(PLANTED + "p" + i, new byte[] {1});
    }
    Program program = rig.run();
    program.await("Compared revision=", Rig.SOON);
    Etcdctl here = rig.standby().etcdctl();
    load.start();
    long begun = System.nanoTime();
    load.awaitMore(500);
    here.put(PLANTED + "own", "x");
    here.transaction(
        List.of(
            "del " + PLANTED + "p7",
            "del " + PLANTED + "p8",
            "put " + PLANTED + "p9 x",
            "put " + PLANTED + "stale x",
            "put " + Rig.OWN + "mark x"));
    load.awaitMore(500);
    List<String> sides =
        List.of(
            "--primary",
            rig.primary().endpoints(),
            "--standby",
            rig.standby().endpoints(),
            "--key-prefix",
            Rig.SCOPE,
            "--scope-prefixes-in",
            Rig.SCOPE);
    Program.Ended ended = check(sides, "--output", "json");
    Program.Ended deep = check(sides, "--output", "json", "--deep");
    long rate = ChecksUnderLoad.tell("2 commands", load, begun);
    load.stop();
    for (Program.Ended each : List.of(ended, deep)) {
      assertThat(each.exit()).as(each.out() + each.err()).isEqualTo(1);
      JsonNode json = Json.parse(each.out());
      assertThat(keys(json, "missed")).containsExactly(PLANTED + "p7", PLANTED + "p8");
      assertThat(keys(json, "different")).containsExactly(PLANTED + "p9");
      assertThat(keys(json, "stale")).containsExactly(PLANTED + "stale");
      assertThat(keys(json, "local")).containsExactly(PLANTED + "own");
    }
    assertThat(rate).as("operations of the load a second").isGreaterThan(250);
    assertThat(program.count("Compared revision=")).as("nobody else looked meanwhile").isOne();
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
    here.put(HELD + STALE_JOB, object("Job", "gone", ""));
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
    assertThat(keys(json, "stale")).containsExactly(CONFIG + "stale", STALE_JOB);
    assertThat(keys(json, "local")).containsExactly(CONFIG + "own");

    Program.Ended text = check(sides);
    assertThat(text.exit()).isEqualTo(1);
    assertThat(text.out())
        .contains("NOT CLEAN: 3 missed, 2 stale, 1 different, 1 the standby's own")
        .contains("What to do:");
    assertThat(ended.out() + ended.err() + text.out() + text.err()).doesNotContain(SECRET);

    Path restore = folder.resolve("restore.jsonl");
    works(shown(text, "etcd-sync surplus list"));
    works(shown(text, "etcd-sync surplus delete") + " --yes --restore-file " + restore);
    List<String> deletions = allShown(text, "etcdctl");
    assertThat(deletions).hasSize(2);
    works(deletions.getFirst());
    open(Program.start("program again", arguments)).await("Start Sync update", Rig.SOON);
    // Beside a leader, which knows of the record.
    works(deletions.getLast());
    works(shown(text, "etcd-sync heal"));
    assertThat(check(sides).out()).contains("0 stale, ").contains(" 0 the standby's own");

    cannotTell(check(sides, "--scope-namespaces-out", "team-b"), "other settings of the scope");
    cannotTell(check(sides, "--no-such-option"), "--no-such-option");
    primary.killAll();
    cannotTell(check(sides, "--request-timeout", "3s"), "the primary's etcd gives no answer");
  }

  private static String shown(Program.Ended ended, String command) {
    List<String> lines = allShown(ended, command);
    assertThat(lines).as(ended.out()).hasSize(1);
    return lines.getFirst();
  }

  private static List<String> allShown(Program.Ended ended, String command) {
    return ended.out().lines().map(String::strip).filter(it -> it.startsWith(command)).toList();
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
