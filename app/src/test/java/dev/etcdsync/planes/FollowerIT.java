package dev.etcdsync.planes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Http;
import dev.etcdsync.real.Json;
import dev.etcdsync.real.Ports;
import dev.etcdsync.real.Program;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a replica answers over HTTP that stands behind an elected leader, until it leads itself. */
@Tag("planes")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class FollowerIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final int ofTheLeader = Ports.free();
  private final int ofTheFollower = Ports.free();
  private ReplicaPlanes planes;
  private Replicas replicas;

  @BeforeEach
  void start() throws IOException {
    planes = ReplicaPlanes.start("follower");
    replicas = planes.replicas();
  }

  @AfterEach
  void end() {
    if (replicas != null) {
      replicas.close();
    }
    if (planes != null) {
      planes.close();
    }
  }

  private Program start(String pod, int port) {
    return replicas.start(
        pod, Replicas.NAMESPACE + "/" + Replicas.LEASE, List.of("--http", "127.0.0.1:" + port));
  }

  private static JsonNode json(int port, String path) {
    return Json.parse(Http.get(port, path).body());
  }

  @Test
  void aFollowerAnswersForItselfAndThenLeads() {
    Program leader = start("pod-0", ofTheLeader);
    leader.await("Start Sync update revision=", LONG);
    Program follower = start("pod-1", ofTheFollower);
    assertThat(follower.await("Start Sync update as a follower", LONG)).contains("leader=pod-0");
    follower.await("Verified by the leader clean=yes", LONG);

    for (int port : List.of(ofTheLeader, ofTheFollower)) {
      HttpResponse<String> check = Http.get(port, "/check");
      assertThat(check.statusCode()).isEqualTo(200);
      assertThat(check.body())
          .contains("LOCAL ETCD missed keys", "CLEAN")
          .doesNotContain("NOT CLEAN");
      JsonNode status = json(port, "/status");
      assertThat(status.path("phase").asText()).isEqualTo("following");
      assertThat(status.path("holder").asText()).as("who leads").endsWith("@pod-0");
      assertThat(status.path("epoch").asInt()).isEqualTo(1);
      assertThat(status.at("/replica/leads").asBoolean()).isEqualTo(port == ofTheLeader);
      assertThat(status.at("/replica/name").asText())
          .endsWith(port == ofTheLeader ? "@pod-0" : "@pod-1");
      HttpResponse<String> page = Http.get(port, "/");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("content-type").orElse("")).startsWith("text/html");
      assertThat(page.body()).contains("page.js");
    }
    // The follower's own look at the standby, not one that was made once.
    JsonNode before = json(ofTheFollower, "/overview");
    assertThat(before.at("/status/holder").asText()).endsWith("@pod-0");
    replicas.untilNextChange(LONG);
    Await.until(
        "the follower's overview goes on",
        LONG,
        () -> {
          JsonNode now = json(ofTheFollower, "/overview");
          return now.at("/status/revision").asLong() > before.at("/status/revision").asLong()
              && read(now).isAfter(read(before));
        },
        replicas::evidence);

    leader.kill();
    Await.until(
        "the former follower says that it leads",
        LONG,
        () -> {
          JsonNode now = json(ofTheFollower, "/status");
          return now.at("/replica/leads").asBoolean()
              && now.path("holder").asText().endsWith("@pod-1")
              && now.path("epoch").asInt() == 2
              && now.path("phase").asText().equals("following");
        },
        replicas::evidence);
    follower.expectAlive();
  }

  private static Instant read(JsonNode overview) {
    return Instant.parse(overview.at("/status/read/time").asText());
  }
}
