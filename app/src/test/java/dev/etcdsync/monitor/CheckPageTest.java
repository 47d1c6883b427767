package dev.etcdsync.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.real.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckPageTest {
  /** A script that looks for the headings finds something below each. */
  private static final String NOT_COMPARED =
      """
      LOCAL ETCD missed keys
      (not compared: see above)
      LOCAL ETCD surplus keys
      (not compared: see above)
      """;

  private static final String SECRET = "c2VjcmV0LWRhdGE";

  private final Replicated sides = new Replicated();

  @AfterEach
  void close() {
    sides.close();
  }

  private void load(int objects) {
    for (int i = 0; i < objects; i++) {
      sides.put(sides.primary, "c" + i, SECRET + i);
    }
    sides.replicate();
  }

  private void pass() {
    sides.clock.pass(CheckDesk.YOUNG.plusSeconds(1));
  }

  @Test
  void aCleanStandbyIsToldInTheWordsThatScriptsLookFor() {
    load(3);
    HttpResponse<String> answer = sides.get("/check");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    assertThat(answer.body())
        .startsWith(
            "LOCAL ETCD missed keys\n\nLOCAL ETCD surplus keys\n\nLOCAL ETCD different keys\n")
        .contains("CLEAN: 0 missed, 0 stale, 0 different, 0 the standby's own; 3 keys compared")
        .containsPattern("Begun \\d+\\.\\d s ago, at 20.*Z; it took \\d+\\.\\d s\\.")
        .contains("What to do:\n- Nothing.");
  }

  @Test
  void driftIsNamedBelowItsHeadingWithWhatToDo() {
    load(3);
    sides.delete(sides.standby, "c0");
    sides.put(sides.standby, "c1", "theirs");
    sides.put(sides.standby, "own", "mine");
    String text = sides.get("/check").body();
    assertThat(text)
        .contains("LOCAL ETCD missed keys\n/registry/configmaps/a/c0\n")
        .contains("LOCAL ETCD surplus keys\n/registry/configmaps/a/own\n    the standby's own")
        .contains("LOCAL ETCD different keys\n/registry/configmaps/a/c1\n")
        .contains("NOT CLEAN: 1 missed, 0 stale, 1 different, 1 the standby's own")
        .contains("\n      etcd-sync heal --link main --standby http://s:2379\n")
        .contains(
            "\n      etcd-sync surplus delete /registry/configmaps/a/own --link main"
                + " --standby http://s:2379\n");
    for (String body : List.of(text, sides.get("/check?format=json").body())) {
      assertThat(body).doesNotContain(SECRET, "theirs", "mine");
    }
  }

  @Test
  void whoAsksLaterReadsAnotherAgeAndWhoAsksForMoreKeysMoreKeys() {
    load(3);
    sides.delete(sides.standby, "c0");
    sides.delete(sides.standby, "c1");
    String one = sides.get("/check?most=1").body();
    assertThat(one).contains("Begun 0.0 s ago").contains("... and 1 more");
    assertThat(sides.get("/check?most=1").body()).isEqualTo(one);
    assertThat(sides.get("/check").body())
        .contains("Begun 0.0 s ago")
        .doesNotContain("... and 1 more");
    sides.clock.pass(Duration.ofMillis(1200));
    assertThat(sides.get("/check?most=1").body())
        .isEqualTo(one.replace("Begun 0.0 s ago", "Begun 1.2 s ago"));
  }

  @Test
  void jsonIsForMachines() {
    load(3);
    sides.delete(sides.standby, "c0");
    HttpResponse<String> answer = sides.get("/check?format=json");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .contains("application/json; charset=utf-8");
    JsonNode json = Json.parse(answer.body());
    assertThat(json.path("version").asInt()).isEqualTo(1);
    assertThat(json.path("result").asText()).isEqualTo("drift");
    assertThat(json.at("/missed/keys/0/key").asText()).isEqualTo(Replicated.config("c0"));
    assertThat(json.path("ageSeconds").isNumber()).isTrue();
    assertThat(json.path("begun").asText()).startsWith("20");
    assertThat(json.path("deep").asBoolean()).isFalse();
  }

  @Test
  void jsonSaysWhatToDoAsTextDoes() {
    load(3);
    sides.put(sides.standby, "own", "mine");
    sides.delete(sides.standby, "c1");
    JsonNode json = Json.parse(sides.get("/check?format=json").body());
    assertThat(json.at("/advice/0/of").toString()).isEqualTo("[\"missed\",\"different\"]");
    assertThat(json.at("/advice/0/steps/0/text").asText())
        .startsWith("Missed and different keys: first end the cause")
        .endsWith(
            "what deletes or changes objects on the standby will do it again. A leader that"
                + " follows writes them back by itself; to have it look now:");
    assertThat(json.at("/advice/0/steps/1/command").asText())
        .isEqualTo("etcd-sync heal --link main --standby http://s:2379");
    assertThat(json.at("/advice/0/steps/2/text").asText()).startsWith("Until etcd-sync check says");
    JsonNode local = json.path("advice").get(json.path("advice").size() - 1);
    assertThat(local.at("/of/0").asText()).isEqualTo("local");
    assertThat(local.at("/steps/1/command").asText())
        .isEqualTo("etcd-sync surplus list --link main --standby http://s:2379");
    assertThat(local.at("/steps/2/command").asText()).startsWith("etcd-sync surplus delete /");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|text/plain",
        "application/json|application/json",
        "application/json, text/plain, */*|application/json",
        "text/plain, application/json|text/plain",
        "text/html,application/xhtml+xml,*/*;q=0.8|text/plain",
        "text/plain;q=0.5, application/json|application/json",
        "application/json;q=0|text/plain",
        "application/json;q=x|text/plain",
        ",;=,|text/plain"
      })
  void acceptDecides(String accept, String type) {
    load(1);
    assertThat(sides.get("/check", "Accept", accept).headers().firstValue("content-type").get())
        .startsWith(type);
    assertThat(
            sides
                .get("/check?format=text", "Accept", accept)
                .headers()
                .firstValue("content-type")
                .get())
        .startsWith("text/plain");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deep=false",
        "deep=",
        "deep",
        "deep=true&deep=true",
        "format=xml",
        "format=",
        "x=y",
        "most=0",
        "most=-1",
        "most=x",
        "most=1&most=2",
        "Deep=true"
      })
  void anyOtherParameterIsRefusedInASentence(String query) {
    HttpResponse<String> answer = sides.get("/check?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("/check?deep=true").hasLineCount(1);
    assertThat(sides.toPrimary.connections()).isZero();
  }

  @Test
  void aReportIsServedAgainWhileItIsYoungAndNeverAsNewer() {
    load(2);
    JsonNode first = Json.parse(sides.get("/check?format=json").body());
    sides.delete(sides.standby, "c0");
    sides.clock.pass(Duration.ofSeconds(3));
    JsonNode again = Json.parse(sides.get("/check?format=json").body());
    assertThat(again.path("begun")).isEqualTo(first.path("begun"));
    assertThat(again.path("result").asText()).isEqualTo("clean");
    assertThat(again.path("ageSeconds").asDouble()).isGreaterThanOrEqualTo(3);
    pass();
    JsonNode later = Json.parse(sides.get("/check?format=json").body());
    assertThat(later.path("begun")).isNotEqualTo(first.path("begun"));
    assertThat(later.path("result").asText()).isEqualTo("drift");
    assertThat(sides.toPrimary.connections()).isEqualTo(2);
    assertThat(sides.toPrimary.open()).isZero();
    assertThat(sides.toStandby.open()).isZero();
  }

  @Test
  void whoAsksForEveryValueGetsNoneThatWasSkipped() {
    load(2);
    assertThat(Json.parse(sides.get("/check?format=json").body()).path("deep").asBoolean())
        .isFalse();
    assertThat(
            Json.parse(sides.get("/check?format=json&deep=true").body()).path("deep").asBoolean())
        .isTrue();
    assertThat(sides.toPrimary.connections()).isEqualTo(2);
  }

  @Test
  void allWhoAskAtTheSameTimeShareOneComparison() throws Exception {
    load(2);
    CountDownLatch gate = new CountDownLatch(1);
    sides.toPrimary.gate(gate);
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(askers.submit(() -> sides.get("/check?format=json").body()));
      }
      Awaitility.await().until(() -> sides.toPrimary.connections() == 1);
      // What is no comparison is answered meanwhile.
      assertThat(sides.get("/health/live").statusCode()).isEqualTo(200);
      gate.countDown();
      String begun = Json.parse(answers.getFirst().get()).path("begun").asText();
      for (Future<String> answer : answers) {
        assertThat(Json.parse(answer.get()).path("begun").asText()).isEqualTo(begun);
      }
    }
    assertThat(sides.toPrimary.connections()).isEqualTo(1);
  }

  @Test
  void noMoreThanSoManyWaitForIt() throws Exception {
    load(2);
    CountDownLatch gate = new CountDownLatch(1);
    sides.toPrimary.gate(gate);
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 160; i++) {
        answers.add(askers.submit(() -> sides.get("/check")));
      }
      Awaitility.await().until(() -> answers.stream().filter(Future::isDone).count() == 160 - 128);
      gate.countDown();
      long refused = 0;
      for (Future<HttpResponse<String>> answer : answers) {
        if (answer.get().statusCode() == 503) {
          refused++;
          assertThat(answer.get().body()).contains("ask again soon");
          assertThat(answer.get().headers().firstValue("retry-after")).contains("1");
        }
      }
      assertThat(refused).isEqualTo(160 - 128);
    }
  }

  @Test
  void whatCannotBeToldSaysWhyWith503() {
    load(1);
    sides.toPrimary.silent(true);
    HttpResponse<String> text = sides.get("/check");
    assertThat(text.statusCode()).isEqualTo(503);
    assertThat(text.body())
        .startsWith("COULD NOT TELL: the primary's etcd gives no answer: no member to ask")
        .endsWith(NOT_COMPARED);
    HttpResponse<String> json = sides.get("/check?format=json");
    assertThat(json.statusCode()).isEqualTo(503);
    assertThat(Json.parse(json.body()).path("result").asText()).isEqualTo("unknown");
    assertThat(Json.parse(json.body()).path("sentence").asText()).contains("no member to ask");
    sides.toPrimary.silent(false);
    sides.clock.pass(Duration.ofSeconds(2));
    assertThat(sides.get("/check").statusCode()).isEqualTo(200);
  }

  @Test
  void aLinkThatHasNeverRunCannotBeCompared() {
    assertThat(sides.get("/check").statusCode()).isEqualTo(503);
  }

  @Test
  void aRevisionInPartIsNotClean() {
    load(1);
    sides.position(new Position.Within(2, 3, 1, 2));
    HttpResponse<String> answer = sides.get("/check");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith("NOT CLEAN: the standby holds revision 2")
        .endsWith(NOT_COMPARED);
  }

  @Test
  void longListsAreCutForPeopleAndNotForMachines() {
    load(130);
    for (int i = 0; i < 130; i++) {
      sides.delete(sides.standby, "c" + i);
    }
    String text = sides.get("/check").body();
    assertThat(text.lines().filter(line -> line.startsWith("/registry/"))).hasSize(100);
    assertThat(text).contains("    ... and 30 more: /check?format=json names them\n");
    JsonNode json = Json.parse(sides.get("/check?format=json").body());
    assertThat(json.at("/missed/keys")).hasSize(130);
    assertThat(json.at("/missed/count").asInt()).isEqualTo(130);
  }

  @Test
  void moreThanTenThousandFindingsAreAllNamed() {
    int objects = 25_000;
    load(objects);
    for (int i = 0; i < objects; i++) {
      sides.delete(sides.standby, "c" + i);
    }
    HttpResponse<String> answer = sides.get("/check?format=json");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode json = Json.parse(answer.body());
    assertThat(json.at("/missed/count").asInt()).isEqualTo(objects);
    Set<String> named = new HashSet<>();
    json.at("/missed/keys").forEach(found -> named.add(found.path("key").asText()));
    assertThat(named).hasSize(objects).contains(Replicated.config("c24999"));
    assertThat(sides.get("/check").body())
        .contains("    ... and 24900 more: /check?format=json names them\n");
  }

  @Test
  void whoAsksForFewerGetsFewerAndAllAreCounted() {
    load(30);
    for (int i = 0; i < 30; i++) {
      sides.delete(sides.standby, "c" + i);
    }
    JsonNode json = Json.parse(sides.get("/check?format=json&most=7").body());
    assertThat(json.at("/missed/keys")).hasSize(7);
    assertThat(json.at("/missed/count").asInt()).isEqualTo(30);
    String text = sides.get("/check?most=30").body();
    assertThat(text).doesNotContain(" more: ").contains("/registry/configmaps/a/c29\n");
  }
}
