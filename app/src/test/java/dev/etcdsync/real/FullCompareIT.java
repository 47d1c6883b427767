package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Drift that nobody was there to hear: the leader finds it by itself, and heals it. */
class FullCompareIT extends RealTest {
  private static final String KEY = "/registry/configmaps/a/";

  private static String config(String name) {
    return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"u-%s\"}}"
        .formatted(name, name);
  }

  /** With the mark, by which the standby's watch would take it for ours: so it is never heard. */
  private static void unheard(Etcdctl standby, String operation) {
    standby.transaction(List.of(operation, "put " + Rig.OWN + "mark x"));
  }

  private static Program.Ended run(String command, List<String> options) {
    List<String> arguments = new ArrayList<>(List.of(command, "--link", Rig.LINK));
    arguments.addAll(options);
    return Program.run(arguments);
  }

  @Test
  void whatHappenedWhileNobodyRanIsHealedWithoutAnybodyAsking() {
    RealCluster primary = open(RealCluster.named("primary").start());
    RealCluster standby = open(RealCluster.named("standby").start());
    List<String> ofStandby = List.of("--standby", standby.endpoints());
    List<String> arguments =
        List.of(
            "run",
            "--link",
            Rig.LINK,
            "--primary",
            primary.endpoints(),
            "--standby",
            standby.endpoints());
    Etcdctl there = primary.etcdctl();
    Etcdctl here = standby.etcdctl();
    for (int i = 0; i < 40; i++) {
      there.put(KEY + "c" + i, config("c" + i));
    }
    Program first = open(Program.start("first", arguments));
    first.await("Compared revision=", Rig.SOON);
    awaitSynced(first, ofStandby);
    first.terminate();

    unheard(here, "del " + KEY + "c7");
    unheard(here, "put " + KEY + "c8 theirs");
    here.delete(KEY + "c9");
    Program second = open(Program.start("second", arguments));
    second.await("Healed key=" + KEY + "c7 was=missed", Rig.SOON);
    second.await("Healed key=" + KEY + "c8 was=different", Rig.SOON);
    second.await("Healed key=" + KEY + "c9 was=missed", Rig.SOON);
    assertThat(here.get(KEY + "c7")).contains(config("c7"));
    assertThat(here.get(KEY + "c8")).contains(config("c8"));
    Await.until(
        "status tells of a clean comparison after the heals",
        Rig.SOON,
        () -> Program.status(ofStandby, Rig.LINK).at("/compare/clean").asBoolean(),
        second::evidence);
    JsonNode status = Program.status(ofStandby, Rig.LINK);
    assertThat(status.at("/drift/healed").asInt()).isEqualTo(3);
    assertThat(status.at("/compare/keys").asInt()).isEqualTo(40);
    assertThat(status.at("/compare/revision").asLong()).isPositive();
    assertThat(status.at("/compare/standbyRevision").asLong()).isPositive();
    assertThat(status.at("/compare/pending").asBoolean()).isFalse();
    assertThat(run("status", ofStandby).out())
        .containsPattern("(?m)^compared +clean at .* ago\\), revision \\d+: 40 keys in ");

    // The next one is minutes away, and an operator wants it now.
    unheard(here, "del " + KEY + "c11");
    assertThat(run("heal", ofStandby).exit()).isZero();
    second.await("Healed key=" + KEY + "c11 was=missed", Rig.SOON);
  }

  private static void awaitSynced(Program program, List<String> standby) {
    Await.until(
        "it is synced",
        Rig.SOON,
        () -> Program.status(standby, Rig.LINK).path("synced").asBoolean(),
        program::evidence);
  }

  @Test
  void whatHappenedDuringTheCopyIsHealedAfterIt() {
    Rig rig = start(Rig.builder().proxied().operations(16));
    rig.judge().foreign(key -> key.startsWith(KEY));
    Etcdctl primary = rig.primary().etcdctl();
    Etcdctl standby = rig.standby().etcdctl();
    // The oldest are copied first.
    primary.put(KEY + "changed", config("changed"));
    primary.put(KEY + "deleted", config("deleted"));
    rig.workload(seed()).load(3000);
    rig.standbyNetwork().delay(Duration.ofMillis(50), Duration.ZERO);
    Program program = rig.run();
    Await.until(
        "both are copied",
        Rig.SOON,
        () -> standby.get(KEY + "changed").isPresent() && standby.get(KEY + "deleted").isPresent(),
        rig::evidence);
    standby.put(KEY + "changed", "theirs");
    standby.delete(KEY + "deleted");
    assertThat(program.find("Copy finished", 0)).as("the copy was too fast").isEmpty();
    rig.standbyNetwork().heal();
    rig.awaitFollowing(program);
    Await.until(
        "both are the primary's",
        Rig.SOON,
        () ->
            standby.get(KEY + "changed").orElse("").equals(config("changed"))
                && standby.get(KEY + "deleted").orElse("").equals(config("deleted")),
        rig::evidence);
    program.await("Healed key=" + KEY + "changed was=different", Rig.SOON);
    Await.until(
        "status tells of a clean comparison",
        Rig.SOON,
        () -> rig.status().at("/compare/clean").asBoolean(),
        rig::evidence);
    rig.awaitLevel(program);
  }
}
