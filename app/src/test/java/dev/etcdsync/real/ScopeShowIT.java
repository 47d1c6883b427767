package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command {@code scope show}. */
class ScopeShowIT extends RealTest {
  private static final String SECRET = "hunter2";

  private static String object(String kind, String name, String more) {
    return "{\"kind\":\"%s\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"u-%s\"%s},\"data\":\"%s\"}"
        .formatted(kind, name, name, more, SECRET);
  }

  private static Program.Ended show(String endpoints, String... more) {
    List<String> arguments = new ArrayList<>(List.of("scope", "show", "--primary", endpoints));
    arguments.addAll(List.of(more));
    return Program.run(arguments);
  }

  @Test
  void showsWhatThePrimaryHas() {
    RealCluster primary = open(RealCluster.named("primary").start());
    Etcdctl there = primary.etcdctl();
    there.put("/registry/namespaces/team-a", object("Namespace", "team-a", ""));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 1200; i++) {
      lines.add("put /registry/configmaps/team-a/c%04d x".formatted(i));
      if (lines.size() == 120) {
        there.transaction(lines);
        lines.clear();
      }
    }
    there.put("/registry/cronjobs/team-a/nightly", object("CronJob", "nightly", ""));
    there.put("/registry/minions/n1", object("Node", "n1", ""));
    for (int i = 0; i < 25; i++) {
      there.put(
          "/registry/secrets/team-a/s" + i,
          object(
              "Secret",
              "s" + i,
              ",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"gone\",\"uid\":\"u-gone\"}]"));
    }
    long before = there.revision();

    Program.Ended text = show(primary.endpoints());
    assertThat(text.exit()).as(text.err()).isZero();
    assertThat(text.out().lines().map(line -> line.replaceAll(" +", " ").strip()))
        .contains(
            "RESOURCE NAME IN THE API KEYS IN OUT HELD",
            "configmaps configmaps 1,200 1,200 0 0",
            "cronjobs batch/cronjobs 1 0 0 1",
            "minions nodes 1 0 1 0",
            "all 1,228 1,226 1 1",
            "25 times an object in scope names something that the standby will not have:",
            "... and 5 more; --output json lists all of them");

    Program.Ended ended = show(primary.endpoints(), "--output", "json");
    assertThat(ended.exit()).as(ended.err()).isZero();
    JsonNode json = Json.parse(ended.out());
    assertThat(json.path("revision").asLong()).isEqualTo(before);
    assertThat(json.path("dangling")).hasSize(25);
    assertThat(json.path("dangling").get(0).path("key").asText())
        .isEqualTo("/registry/secrets/team-a/s0");
    assertThat(json.at("/resources/0/resource").asText()).isEqualTo("configmaps");
    assertThat(json.at("/resources/0/in").asLong()).isEqualTo(1200);

    assertThat(there.revision()).as("it has written").isEqualTo(before);
    assertThat(text.out() + text.err() + ended.out() + ended.err()).doesNotContain(SECRET);

    primary.killAll();
    Program.Ended dead = show(primary.endpoints(), "--request-timeout", "500ms");
    assertThat(dead.exit()).isEqualTo(Program.NO_ANSWER);
    assertThat(dead.err()).contains("The primary's etcd gives no answer");
    Program.Ended bad = Program.run(List.of("scope", "show"));
    assertThat(bad.exit()).isEqualTo(Program.BAD_INPUT);
    assertThat(bad.err()).contains("--primary");
  }
}
