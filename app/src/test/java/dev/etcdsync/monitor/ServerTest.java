package dev.etcdsync.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.model.HttpAddress;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.real.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServerTest {
  private static final Patience SHORT =
      new Patience(Duration.ofMillis(600), Duration.ofMillis(600));

  private final Replicated sides = new Replicated(SHORT);

  @AfterEach
  void close() {
    sides.close();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), sides.monitor.port());
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** What comes until the other side closes. */
  private static String rest(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        text.append((char) next);
      }
    } catch (SocketException reset) {
      // Closed as well.
    }
    return text.toString();
  }

  @Test
  void itLivesAndIsReadyWhateverTheLinkDoes() {
    sides.toPrimary.silent(true);
    sides.published.silent(true);
    assertThat(sides.get("/health/live").body()).isEqualTo("live\n");
    assertThat(sides.get("/health/ready").body()).isEqualTo("ready\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"})
  void nothingCanBeChanged(String method) {
    for (String path : List.of("/check", "/status", "/metrics", "/health/live", "/nothing")) {
      HttpResponse<String> answer =
          sides.send(sides.to(path).method(method, BodyPublishers.noBody()).build());
      assertThat(answer.statusCode()).as(path).isEqualTo(405);
      assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
    }
  }

  @Test
  void headIsGetWithoutTheBody() {
    for (String path : List.of("/health/live", "/status", "/check", "/metrics")) {
      HttpResponse<String> head = sides.send(sides.to(path).HEAD().build());
      HttpResponse<String> get = sides.get(path);
      assertThat(head.statusCode()).isEqualTo(get.statusCode());
      assertThat(head.body()).isEmpty();
      assertThat(Integer.parseInt(head.headers().firstValue("content-length").orElseThrow()))
          .as(path)
          .isPositive();
    }
    // The connection is still good.
    assertThat(sides.get("/health/live").body()).isEqualTo("live\n");
  }

  @Test
  void whatIsNotHereSaysWhatIs() {
    HttpResponse<String> answer = sides.get("/nothing");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("/check", "/status", "/metrics", "/health/live");
    assertThat(sides.get("/check/").statusCode()).isEqualTo(404);
    assertThat(sides.get("/health/../check").statusCode()).isIn(400, 404, 503);
  }

  @Test
  void headersAndBodiesHaveLimits() throws IOException {
    try (Socket socket = connect()) {
      write(
          socket,
          "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n");
      assertThat(rest(socket)).startsWith("HTTP/1.1 4").doesNotContain("live\n");
    }
    try (Socket socket = connect()) {
      write(socket, "GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(rest(socket)).startsWith("HTTP/1.1 4");
    }
    try (Socket socket = connect()) {
      write(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
      assertThat(rest(socket)).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void aBodyThatDoesNotTellItsLengthIsNotRead() throws IOException {
    try (Socket socket = connect()) {
      write(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(rest(socket))
          .startsWith("HTTP/1.1 411")
          .containsIgnoringCase("connection: close")
          .endsWith("No body is read here: send none\n");
    }
    try (Socket socket = connect()) {
      write(socket, "POST /check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      String piece = "1000\r\n" + "a".repeat(0x1000) + "\r\n";
      assertThatThrownBy(
              () -> {
                // More than any buffer between the two.
                for (int sent = 0; sent < 64 << 20; sent += 0x1000) {
                  write(socket, piece);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "Close", "keep-alive, CLOSE"})
  void whoWantsTheConnectionClosedReadsItsEnd(String connection) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout((int) SHORT.asking().toMillis() / 2);
      write(
          socket, "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: " + connection + "\r\n\r\n");
      assertThat(rest(socket)).startsWith("HTTP/1.1 200").endsWith("live\n");
    }
  }

  @Test
  void whoSaysNothingIsLeft() throws IOException {
    try (Socket socket = connect()) {
      assertThat(rest(socket)).doesNotContain("200");
    }
  }

  @Test
  void whoAsksByteByByteIsLeft() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "GET /health/live HTTP/1.1\r\nX-Slow: ");
      long began = System.nanoTime();
      assertThatThrownBy(
              () -> {
                while (true) {
                  write(socket, "a");
                  Thread.sleep(50);
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void whoDoesNotTakeTheAnswerIsLeft() throws Exception {
    for (int i = 0; i < 9_000; i++) {
      sides.put(sides.primary, "a-rather-long-name-of-an-object-that-is-missed-" + i, "x");
    }
    sides.replicate();
    for (int i = 0; i < 9_000; i++) {
      sides.delete(sides.standby, "a-rather-long-name-of-an-object-that-is-missed-" + i);
    }
    long whole = sides.get("/check?format=json").body().length();
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), sides.monitor.port()));
      write(socket, "GET /check?format=json HTTP/1.1\r\nHost: x\r\n\r\n");
      Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> socket.getInputStream().available() > 0);
      Await.hold(Duration.ofSeconds(4));
      assertThat((long) rest(socket).length()).isLessThan(whole);
    }
  }

  @Test
  void manySlowClientsKeepNobodyOut() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = connect();
        slow.add(socket);
        write(socket, "GET /health/live HT");
      }
      assertThat(sides.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void aConnectionServesManyRequests() throws IOException {
    try (Socket socket = connect()) {
      String request = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
      write(
          socket, request + request + request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      assertThat(rest(socket).split("HTTP/1.1 200 ", -1)).hasSize(4);
    }
  }

  @Test
  void aConnectionThatIsKeptAndNotUsedIsLeft() throws IOException {
    try (Socket socket = connect()) {
      write(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
      long began = System.nanoTime();
      assertThat(rest(socket).split("HTTP/1.1 200 ", -1)).hasSize(2);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }

  private static final Page LIVES = request -> Reply.sentence(Reply.OK, "live");

  private static Server serving(Map<String, Page> pages) {
    return Server.start(
        new HttpAddress("127.0.0.1", 0), new Routes(pages), Patience.usual(), (path, status) -> {});
  }

  private static Socket ask(Server server, String path) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    write(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return socket;
  }

  private static String status(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
  }

  /** A connection counts from when the server has taken it until it has ended. */
  private static void awaitAnswer(Server server, String status) {
    Awaitility.await()
        .until(() -> {
          try (Socket next = ask(server, "/nothing")) {
            return status(next).equals(status);
          }
        });
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void whetherItLivesIsAnsweredWhenAllConnectionsAreTaken() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try (Server server = serving(Map.of("/health/live", LIVES))) {
      for (int i = 0; i < Server.MOST_CONNECTIONS; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      awaitAnswer(server, "HTTP/1.1 503");
      for (int probe = 0; probe < 2 * Server.SPARE_CONNECTIONS; probe++) {
        try (Socket late = ask(server, "/health/live")) {
          assertThat(rest(late)).startsWith("HTTP/1.1 200 ").contains("Connection: close");
        }
      }
      try (Socket late = ask(server, "/check")) {
        assertThat(rest(late))
            .startsWith("HTTP/1.1 503 ")
            .contains("Retry-After: 1", "Too many ask at the same time");
      }
      silent.removeFirst().close();
      awaitAnswer(server, "HTTP/1.1 404");
    } finally {
      close(silent);
    }
  }

  @Test
  void whoComesWhenAllConnectionsAreTakenAndSaysNothingIsSoonLeft() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try (Server server = serving(Map.of("/health/live", LIVES))) {
      for (int i = 0; i < Server.MOST_CONNECTIONS + Server.SPARE_CONNECTIONS; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      // Sooner than any ordinary client is left.
      try (Socket probe = ask(server, "/health/live")) {
        probe.setSoTimeout(10_000);
        assertThat(status(probe)).isEqualTo("HTTP/1.1 200");
      }
    } finally {
      close(silent);
    }
  }

  @Test
  void whetherItLivesIsAnsweredWhenSoManyAreAnswered() throws Exception {
    List<Socket> asking = new ArrayList<>();
    CountDownLatch begun = new CountDownLatch(Server.MOST_REQUESTS);
    CountDownLatch end = new CountDownLatch(1);
    Page slow =
        request -> {
          begun.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Reply.sentence(Reply.OK, "slow");
        };
    try (Server server = serving(Map.of("/slow", slow, "/health/live", LIVES))) {
      for (int i = 0; i < Server.MOST_REQUESTS; i++) {
        asking.add(ask(server, "/slow"));
      }
      begun.await();
      try (Socket probe = ask(server, "/health/live");
          Socket more = ask(server, "/slow")) {
        assertThat(status(probe)).isEqualTo("HTTP/1.1 200");
        assertThat(status(more)).isEqualTo("HTTP/1.1 503");
        end.countDown();
        assertThat(status(asking.getFirst())).isEqualTo("HTTP/1.1 200");
      }
    } finally {
      end.countDown();
      close(asking);
    }
  }

  @Test
  void aPortInUseIsOneSentence() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      HttpAddress address = new HttpAddress("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> start(address))
          .isInstanceOf(InvalidSetting.class)
          .hasMessage(
              "http: port %d is in use already: give another one, or off"
                  .formatted(taken.getLocalPort()));
    }
    assertThatThrownBy(() -> start(new HttpAddress("192.0.2.1", 0)))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("nobody can listen on 192.0.2.1:0 here");
    assertThatThrownBy(() -> start(new HttpAddress("no-such-host.invalid", 0)))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("is not known here");
  }

  private static Server start(HttpAddress address) {
    return Server.start(address, new Routes(Map.of()), SHORT, (path, status) -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void bothFamiliesAreAnswered(String address) throws IOException {
    try (Server server = start(new HttpAddress(HttpAddress.EVERYWHERE, 0));
        Socket socket = new Socket(InetAddress.ofLiteral(address), server.port())) {
      write(socket, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(rest(socket)).startsWith("HTTP/1.1 404 ");
    }
  }
}
