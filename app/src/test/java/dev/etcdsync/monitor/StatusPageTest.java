package dev.etcdsync.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Value;
import dev.etcdsync.real.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusPageTest {
  private final Replicated sides = new Replicated();

  @AfterEach
  void close() {
    sides.close();
  }

  private void publish() {
    sides.publish(sides.following());
    looksAreOld();
  }

  /** The monitor has looked by itself, and what it saw is served for a second. */
  private void looksAreOld() {
    // One that is under way would be served, and be old at once.
    sides.get("/status");
    sides.clock.pass(Duration.ofSeconds(2));
  }

  private JsonNode status(int code) {
    HttpResponse<String> answer = sides.get("/status");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code);
    assertThat(answer.headers().firstValue("content-type"))
        .contains("application/json; charset=utf-8");
    return Json.parse(answer.body());
  }

  @Test
  void tellsWhatTheLeaderHasPublishedAndWhoReadIt() {
    sides.replicate();
    publish();
    JsonNode status = status(200);
    assertThat(status.path("version").asInt()).isEqualTo(1);
    assertThat(status.path("phase").asText()).isEqualTo("following");
    assertThat(status.path("holder").asText()).isEqualTo(Replicated.HOLDER);
    assertThat(status.path("epoch").asInt()).isEqualTo(3);
    assertThat(status.path("revision").asInt()).isEqualTo(41);
    assertThat(status.path("primaryRevision").asInt()).isEqualTo(42);
    assertThat(status.path("lagRevisions").asInt()).isEqualTo(1);
    assertThat(status.path("confirmedAgeSeconds").isNumber()).isTrue();
    assertThat(status.path("synced").asBoolean()).isTrue();
    assertThat(status.path("promotable").asBoolean()).isTrue();
    assertThat(status.at("/compare/clean").asBoolean()).isTrue();
    assertThat(status.at("/standbyVersions/0").asText()).isEqualTo("3.6.16");
    assertThat(status.at("/read/answered").asBoolean()).isTrue();
    assertThat(status.at("/replica/leads").asBoolean()).isFalse();
    assertThat(status.at("/replica/version").asText()).isEqualTo("test");
  }

  @Test
  void tellsWhatKeepsThisProcessFromPublishing() {
    sides.replicate();
    publish();
    assertThat(status(200).at("/replica/refused").isMissingNode()).isTrue();
    Finding finding = new Finding(Guard.PROMOTED, "It was promoted", Optional.empty());
    sides.monitor.meter().refused(Optional.of(finding));
    JsonNode status = status(200);
    assertThat(status.at("/replica/refused/guard").asText()).isEqualTo("promoted");
    assertThat(status.at("/replica/refused/sentence").asText()).isEqualTo("It was promoted");
    assertThat(status.path("phase").asText()).as("of the leader").isEqualTo("following");
    sides.monitor.meter().troubled(Optional.of("primary: no answer"));
    assertThat(status(200).at("/replica/trouble").asText()).isEqualTo("primary: no answer");
    sides.monitor.meter().over();
    JsonNode replica = status(200).path("replica");
    assertThat(replica.has("refused") || replica.has("trouble")).isFalse();
  }

  @Test
  void aClockThatIsSetBackLetsNoOldAnswerPassForAYoungOne() {
    sides.replicate();
    publish();
    assertThat(status(200).path("phase").asText()).isEqualTo("following");
    sides.clock.step(Duration.ofHours(-1));
    sides.publish(
        sides
            .following()
            .parkedBy(Optional.of(new Finding(Guard.IDENTITY, "x", Optional.empty()))));
    looksAreOld();
    assertThat(status(200).at("/parked/guard").asText()).isEqualTo("identity");
  }

  @Test
  void evidenceGrowsOldByItself() {
    sides.replicate();
    publish();
    assertThat(status(200).path("promotable").asBoolean()).isTrue();
    sides.clock.pass(Duration.ofSeconds(20));
    JsonNode later = status(200);
    assertThat(later.path("synced").asBoolean()).isFalse();
    assertThat(later.path("promotable").asBoolean()).isFalse();
    assertThat(later.path("whyNotPromotable").asText()).contains("older than 15 s");
    assertThat(later.path("confirmedAgeSeconds").asDouble()).isGreaterThanOrEqualTo(20);
  }

  @Test
  void oneReadingServesASecond() {
    sides.replicate();
    publish();
    JsonNode first = status(200);
    assertThat(status(200).at("/read/time")).isEqualTo(first.at("/read/time"));
    sides.clock.pass(Duration.ofSeconds(2));
    assertThat(status(200).at("/read/time")).isNotEqualTo(first.at("/read/time"));
    assertThat(sides.published.connections()).isEqualTo(1);
  }

  @Test
  void aStandbyThatDoesNotAnswerIsToldSinceWhenAndIsNotPromotable() {
    sides.replicate();
    publish();
    JsonNode good = status(200);
    sides.published.silent(true);
    sides.clock.pass(Duration.ofSeconds(2));
    JsonNode first = status(503);
    assertThat(first.at("/read/answered").asBoolean()).isFalse();
    assertThat(first.at("/read/sentence").asText()).contains("no member to ask");
    assertThat(first.at("/read/lastAnswer")).isEqualTo(good.at("/read/time"));
    assertThat(first.path("synced").asBoolean()).isFalse();
    assertThat(first.path("promotable").asBoolean()).isFalse();
    assertThat(first.path("whyNotPromotable").asText()).contains("no member to ask");
    assertThat(first.path("revision").asInt()).isEqualTo(41);
    sides.clock.pass(Duration.ofSeconds(7));
    JsonNode second = status(503);
    assertThat(second.at("/read/silentSince")).isEqualTo(first.at("/read/silentSince"));
    assertThat(second.at("/read/silentSeconds").asDouble()).isGreaterThanOrEqualTo(7);
    sides.published.silent(false);
    sides.clock.pass(Duration.ofSeconds(2));
    assertThat(status(200).path("read").has("silentSince")).isFalse();
  }

  @Test
  void whoFindsNoPlaceIsToldInTheSchema() throws Exception {
    List<Future<HttpResponse<String>>> answers = new ArrayList<>();
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      // Nobody can read the standby now.
      synchronized (sides.standby) {
        sides.clock.pass(Duration.ofSeconds(2));
        for (int i = 0; i < 160; i++) {
          answers.add(askers.submit(() -> sides.get("/status")));
        }
        Awaitility.await()
            .until(() -> answers.stream().filter(Future::isDone).count() == 160 - 128);
      }
    }
    List<HttpResponse<String>> refused = new ArrayList<>();
    for (Future<HttpResponse<String>> answer : answers) {
      if (answer.get().headers().firstValue("retry-after").isPresent()) {
        refused.add(answer.get());
      }
    }
    assertThat(refused).hasSize(160 - 128);
    for (HttpResponse<String> answer : refused) {
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("content-type"))
          .contains("application/json; charset=utf-8");
      JsonNode json = Json.parse(answer.body());
      assertThat(json.path("version").asInt()).isEqualTo(1);
      assertThat(json.path("error").asText()).contains("ask again soon");
      assertThat(json.path("safeToFailOver").asText()).isEqualTo("unknown");
    }
  }

  @Test
  void aLinkThatHasNeverRunIsUnknown() {
    JsonNode status = status(503);
    assertThat(status.at("/read/answered").asBoolean()).isTrue();
    assertThat(status.at("/read/sentence").asText()).contains("nothing has run there yet");
    assertThat(status.path("promotable").asBoolean()).isFalse();
  }

  @Test
  void whatAnotherVersionHasPublishedIsNotGuessed() {
    synchronized (sides.standby) {
      sides.standby.write(
          List.of(
              new Op.Put(LinkKeys.of("main").status(), Value.of("{\"version\":99,\"x\":\"y\"}"))),
          "another version");
    }
    looksAreOld();
    JsonNode status = status(503);
    assertThat(status.at("/read/sentence").asText())
        .contains("it is of format version 99, and this etcd-sync reads format version 1")
        .contains("use the version of etcd-sync that wrote it");
    assertThat(status.at("/read/answered").asBoolean()).as("it did").isTrue();
    assertThat(status.at("/read/unreadable").asBoolean()).isTrue();
    assertThat(status.path("safeToFailOver").asText()).isEqualTo("unknown");
    assertThat(status.path("whyNotPromotable")).isEqualTo(status.at("/read/sentence"));
    publish();
    assertThat(status(200).path("read").has("unreadable")).isFalse();
  }
}
