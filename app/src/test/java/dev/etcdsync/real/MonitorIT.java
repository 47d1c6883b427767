package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a running program answers over HTTP. */
class MonitorIT extends RealTest {
  private static final String KEY = "/registry/configmaps/a/";
  private static final int KEYS = 400;

  private final int port = Ports.free();

  private HttpResponse<String> get(String path) {
    return Http.get(port, path);
  }

  private JsonNode status() {
    return Json.parse(get("/status").body());
  }

  private JsonNode check() {
    return Json.parse(get("/check?format=json").body());
  }

  private static String config(String name) {
    return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"u-%s\"},\"data\":{\"x\":\"topsecret\"}}"
        .formatted(name, name);
  }

  private Program run(RealCluster primary, RealCluster standby) {
    return replicate(primary, standby, "--http", "127.0.0.1:" + port);
  }

  @Test
  void everyQuestionIsAnswered() {
    RealCluster primary = open(RealCluster.named("primary").start());
    RealCluster standby = open(RealCluster.named("standby").start());
    Etcdctl there = primary.etcdctl();
    Etcdctl here = standby.etcdctl();
    for (int i = 0; i < KEYS; i++) {
      there.put(KEY + "c" + i, config("c" + i));
    }
    Program program = run(primary, standby);
    Await.until(
        "it is promotable",
        Rig.SOON,
        () -> program.alive() && live() && status().path("promotable").asBoolean(),
        program::evidence);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    JsonNode status = status();
    assertThat(status.path("phase").asText()).isEqualTo("following");
    assertThat(status.at("/replica/leads").asBoolean()).isTrue();
    assertThat(status.path("epoch").asInt()).isEqualTo(1);
    assertThat(status.path("confirmedAgeSeconds").asDouble()).isLessThan(15);

    // With the mark the leader takes it for its own, so that it does not heal it at once.
    here.transaction(List.of("del " + KEY + "c7", "put " + Rig.OWN + "mark x"));
    Await.until(
        "the check names the key",
        Rig.SOON,
        () -> check().at("/missed/keys/0/key").asText().equals(KEY + "c7"),
        program::evidence);
    HttpResponse<String> text = get("/check");
    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(text.body())
        .contains("LOCAL ETCD missed keys\n" + KEY + "c7\n", "LOCAL ETCD surplus keys")
        .contains("NOT CLEAN: 1 missed")
        .doesNotContain("topsecret");

    // What the leader's own comparison finds, it heals, and the status says so.
    here.put(Rig.OWN + "request/verify", "");
    Await.until(
        "the status tells of the heal",
        Rig.SOON,
        () -> status().at("/drift/healed").asInt() == 1,
        program::evidence);
    Await.until(
        "the check is clean again",
        Rig.SOON,
        () -> check().path("result").asText().equals("clean"),
        program::evidence);

    Exposition metrics = Exposition.read(get("/metrics").body());
    assertThat(metrics.value("etcdsync_leader")).isEqualTo(1);
    assertThat(metrics.value("etcdsync_keys_total{operation=copy}")).isEqualTo(KEYS);
    assertThat(metrics.value("etcdsync_keys_total{operation=heal}")).isEqualTo(1);
    assertThat(metrics.value("etcdsync_heals_total{was=missed}")).isEqualTo(1);
    assertThat(metrics.value("etcdsync_resyncs_total{reason=first}")).isEqualTo(1);
    assertThat(metrics.value("etcdsync_phase{phase=following}")).isEqualTo(1);
    there.put(KEY + "later", config("later"));
    Await.until(
        "the change is counted",
        Rig.SOON,
        () ->
            Exposition.read(get("/metrics").body()).value("etcdsync_keys_total{operation=put}")
                >= 1,
        program::evidence);
    assertThat(Exposition.read(get("/metrics").body()).value("etcdsync_apply_seconds_count"))
        .isPositive();
    program.terminate();
  }

  private boolean live() {
    try {
      return get("/health/live").statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  @Test
  void askersShareAComparisonAndADeadPrimaryIsSaid() {
    RealCluster primary = open(RealCluster.named("primary").start());
    RealCluster standby = open(RealCluster.named("standby").start());
    for (int i = 0; i < KEYS; i++) {
      primary.etcdctl().put(KEY + "c" + i, config("c" + i));
    }
    Program program = run(primary, standby);
    Await.until(
        "it is promotable",
        Rig.SOON,
        () -> program.alive() && live() && status().path("promotable").asBoolean(),
        program::evidence);

    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      answers.add(Http.later(port, "/check?format=json&deep=true"));
    }
    String begun = Json.parse(answers.getFirst().join().body()).path("begun").asText();
    assertThat(begun).isNotEmpty();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(Json.parse(answer.join().body()).path("begun").asText()).isEqualTo(begun);
    }

    primary.close();
    Await.until(
        "nothing can be told without the primary",
        Rig.SOON,
        () -> get("/check").statusCode() == 503,
        program::evidence);
    assertThat(get("/check").body())
        .startsWith("COULD NOT TELL: the primary's etcd gives no answer");
    Await.until(
        "the status says so, too",
        Rig.SOON,
        () -> status().path("phase").asText().equals("connecting"),
        program::evidence);
    JsonNode status = status();
    assertThat(status.path("promotable").asBoolean()).isFalse();
    assertThat(status.path("whyNotPromotable").asText()).contains("does not follow the primary");
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(program.alive()).isTrue();

    // Whoever comes now cannot claim the link, and must not be taken for one that does nothing.
    String confirmed = status.path("confirmed").asText();
    assertThat(confirmed).isNotEmpty();
    program.kill();
    Program next = run(primary, standby);
    Await.until(
        "the next one says what it lacks",
        Rig.SOON,
        () ->
            next.alive()
                && live()
                && status().at("/replica/trouble").asText().startsWith("primary: "),
        next::evidence);
    Exposition metrics = Exposition.read(get("/metrics").body());
    assertThat(metrics.value("etcdsync_leader")).isZero();
    assertThat(metrics.value("etcdsync_confirmed_timestamp_seconds"))
        .isEqualTo(Instant.parse(confirmed).toEpochMilli() / 1000.0);
    assertThat(Json.parse(get("/overview").body()).at("/status/replica/trouble").asText())
        .startsWith("primary: ");
  }

  @Test
  void aPortInUseIsOneSentence() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Program.Ended ended =
          Program.run(
              List.of(
                  "run",
                  "--primary",
                  "http://127.0.0.1:14001",
                  "--standby",
                  "http://127.0.0.1:14002",
                  "--http",
                  "" + taken.getLocalPort()));
      assertThat(ended.exit()).isEqualTo(Program.BAD_INPUT);
      assertThat(ended.err())
          .contains(
              "--http: port "
                  + taken.getLocalPort()
                  + " is in use already: give another one, or off");
    }
  }
}
