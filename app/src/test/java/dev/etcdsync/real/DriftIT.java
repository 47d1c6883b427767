package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Foreign hands on replicated keys: the primary's come back, and whoever insists is named. */
class DriftIT extends RealTest {
  private static final String KEY = "/registry/configmaps/a/";

  private static String config(String name, String content) {
    return """
    {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"%s","uid":"u-%s"%s}\
    """
            .formatted(name, name, content)
        + "}";
  }

  private static String managedBy(String name, String manager) {
    return config(
        name,
        ",\"labels\":{\"by\":\"%s\"},\"managedFields\":[{\"manager\":\"%s\",\"operation\":\"Update\"}]"
            .formatted(manager, manager));
  }

  @Test
  void whatOthersChangeOrDeleteIsWrittenBack() {
    Rig rig = start(Rig.builder());
    rig.judge().foreign(key -> key.startsWith(KEY) || key.startsWith("/registry/local/"));
    Etcdctl primary = rig.primary().etcdctl();
    Etcdctl standby = rig.standby().etcdctl();
    for (String name : List.of("changed", "deleted", "status", "untouched")) {
      primary.put(KEY + name, config(name, ""));
    }
    rig.workload(seed()).load(100);
    Program program = rig.run();
    rig.awaitFollowing(program);

    standby.put(KEY + "changed", managedBy("changed", "somebody"));
    standby.delete(KEY + "deleted");
    standby.put(KEY + "status", config("status", "},\"status\":{\"ready\":1"));
    standby.put("/registry/local/own", "mine");
    program.await("Healed key=" + KEY + "changed was=different by=somebody", Rig.SOON);
    program.await("Healed key=" + KEY + "deleted was=missed", Rig.SOON);
    assertThat(standby.get(KEY + "changed")).contains(config("changed", ""));
    assertThat(standby.get(KEY + "deleted")).contains(config("deleted", ""));
    Await.until(
        "one status has diverged",
        Rig.SOON,
        () -> rig.status().path("drift").path("statusDiverged").asLong() == 1,
        rig::evidence);
    assertThat(standby.get(KEY + "status").orElseThrow()).contains("ready");
    assertThat(standby.get("/registry/local/own")).contains("mine");
    JsonNode drift = rig.status().path("drift");
    assertThat(drift.path("healed").asLong()).isEqualTo(2);
    assertThat(drift.path("contested").asLong()).isZero();
    String audit = program.await("\"action\":\"heal\"", Rig.SOON);
    assertThat(audit).contains("\"primaryModRevision\":").doesNotContain("somebody-else");

    primary.put(KEY + "status", config("status", ",\"labels\":{\"new\":\"1\"}"));
    rig.awaitLevel(program);
    assertThat(standby.get(KEY + "status"))
        .contains(config("status", ",\"labels\":{\"new\":\"1\"}"));
  }

  @Test
  void whoeverInsistsIsYieldedToAndNamedUntilAnOperatorAsks() {
    Rig rig = start(Rig.builder());
    rig.judge().foreign(key -> key.startsWith(KEY));
    Etcdctl standby = rig.standby().etcdctl();
    rig.primary().etcdctl().put(KEY + "fought-over", config("fought-over", ""));
    Program program = rig.run();
    rig.awaitFollowing(program);
    String theirs = managedBy("fought-over", "stubborn-controller");
    for (int heal = 1; heal <= 4; heal++) {
      standby.put(KEY + "fought-over", theirs);
      Await.until(
          "it is healed",
          Rig.SOON,
          () -> standby.get(KEY + "fought-over").orElse("").equals(config("fought-over", "")),
          rig::evidence);
    }
    standby.put(KEY + "fought-over", theirs);
    program.await("Contested key=" + KEY + "fought-over by=stubborn-controller", Rig.SOON);
    Await.until(
        "status names it",
        Rig.SOON,
        () ->
            rig.status()
                .path("drift")
                .path("contestedKeys")
                .path(0)
                .path("writer")
                .asText()
                .equals("stubborn-controller"),
        rig::evidence);
    assertThat(standby.get(KEY + "fought-over")).contains(theirs);

    assertThat(rig.heal(KEY + "fought-over").exit()).isZero();
    Await.until(
        "it is healed at the operator's wish",
        Rig.SOON,
        () -> standby.get(KEY + "fought-over").orElse("").equals(config("fought-over", "")),
        rig::evidence);
  }
}
