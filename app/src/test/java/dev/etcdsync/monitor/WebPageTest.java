package dev.etcdsync.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebPageTest {
  private final Replicated sides = new Replicated();

  @AfterEach
  void close() {
    sides.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/,text/html; charset=utf-8",
    "/page.css,text/css; charset=utf-8",
    "/page.js,text/javascript; charset=utf-8",
    "/uplot.css,text/css; charset=utf-8",
    "/uplot.js,text/javascript; charset=utf-8",
    "/icon.svg,image/svg+xml"
  })
  void everyFileIsInTheProgram(String path, String type) {
    HttpResponse<String> answer = sides.get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains(type);
    assertThat(answer.body()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({"/", "/page.js", "/status", "/check", "/nothing"})
  void noAnswerMayBeFramedOrKeptOrLetAnythingElseIn(String path) {
    HttpResponse<String> answer = sides.get(path);
    assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
        .startsWith("default-src 'none';")
        .contains("script-src 'self'", "frame-ancestors 'none'", "form-action 'none'")
        .doesNotContain("unsafe", "*");
    assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
    assertThat(answer.headers().firstValue("referrer-policy")).contains("no-referrer");
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
  }

  @Test
  void ourFilesNameNoOtherHostAndPutNothingInAsMarkup() {
    for (String path : List.of("/", "/page.css", "/page.js")) {
      assertThat(sides.get(path).body())
          .as(path)
          .doesNotContain("http:", "https:", "//cdn", "innerHTML", "insertAdjacent", "eval(");
    }
    assertThat(sides.get("/").body()).doesNotContain("style=", "onclick", "<style");
  }

  private JsonNode overview() {
    HttpResponse<String> answer = sides.get("/overview");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  @Test
  void theOverviewHasTheStatusAndTheHistoryWhoeverAsks() {
    sides.replicate();
    sides.publish(sides.following());
    Await.until(
        "the replica has looked by itself",
        Duration.ofSeconds(30),
        () -> overview().at("/status/safeToFailOver").asText().equals("yes"),
        () -> sides.get("/overview").body());
    JsonNode overview = overview();
    assertThat(overview.path("version").asInt()).isEqualTo(1);
    assertThat(overview.at("/status/link").asText()).isEqualTo("main");
    assertThat(overview.at("/history/lag/revisions")).isNotEmpty();
    assertThat(overview.at("/history/events")).isNotEmpty();
  }

  @Test
  void theOverviewIsAnsweredWithoutTheStandbysEtcd() {
    sides.published.silent(true);
    Await.until(
        "the silence is known",
        Duration.ofSeconds(30),
        () -> overview().at("/status/read/sentence").asText().contains("no member to ask"),
        () -> sides.get("/overview").body());
    assertThat(overview().at("/status/safeToFailOver").asText()).isEqualTo("unknown");
  }

  @Test
  void whoDoesNotTakeAnOverviewKeepsNobodyFromOne() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), sides.monitor.port());
        slow.add(socket);
        socket
            .getOutputStream()
            .write("GET /overview HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(overview().path("version").asInt()).isEqualTo(1);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }
}
