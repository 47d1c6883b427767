package dev.etcdsync.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ObjectReader.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An apiserver that answers as kube-apiserver 1.34 does. */
@Timeout(60)
class LazyReaderTest {
  private static final Key REGISTRY = Key.of("/registry/");

  @TempDir private Path folder;

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, String> accepted = new ConcurrentHashMap<>();
  private HttpServer server;
  private LazyReader reader;

  private record Answer(int code, String body) {}

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    answers.put(
        "/api/v1",
        new Answer(
            200,
            "{\"resources\":[{\"name\":\"secrets\"},{\"name\":\"nodes\"},{\"name\":\"services\"}]}"));
    Path kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: u, user: {token: "t0ken"}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(server.getAddress().getPort()));
    reader = new LazyReader(new Access.Kubeconfig(kubeconfig), REGISTRY, Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    accepted.put(path, exchange.getRequestHeaders().getFirst("Accept"));
    boolean known = "Bearer t0ken".equals(exchange.getRequestHeaders().getFirst("Authorization"));
    Answer answer =
        known
            ? answers.getOrDefault(path, new Answer(404, "404 page not found"))
            : new Answer(401, "");
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.code(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Outcome read(String key) {
    return reader.read(REGISTRY.append(key)).join();
  }

  @Test
  void readsMetadataByThePathOfTheApi() {
    String path = "/api/v1/namespaces/a/secrets/b";
    answers.put(path, new Answer(200, "{\"metadata\":{\"resourceVersion\":\"17\"}}"));
    assertThat(read("secrets/a/b")).isEqualTo(new Outcome.Understood(17));
    assertThat(accepted.get(path)).contains("PartialObjectMetadata");
  }

  @Test
  void knowsWhatIsStoredUnderAnotherName() {
    answers.put("/api/v1/nodes/n", new Answer(200, "{\"metadata\":{\"resourceVersion\":\"1\"}}"));
    answers.put(
        "/api/v1/namespaces/a/services/s",
        new Answer(200, "{\"metadata\":{\"resourceVersion\":\"2\"}}"));
    assertThat(read("minions/n")).isEqualTo(new Outcome.Understood(1));
    assertThat(read("services/specs/a/s")).isEqualTo(new Outcome.Understood(2));
  }

  @Test
  void findsAServedVersionOfAGroup() {
    answers.put(
        "/apis/example.com",
        new Answer(
            200,
            "{\"preferredVersion\":{\"version\":\"v2\"},\"versions\":[{\"version\":\"v2\"},{\"version\":\"v1\"}]}"));
    answers.put("/apis/example.com/v2", new Answer(200, "{\"resources\":[{\"name\":\"others\"}]}"));
    answers.put("/apis/example.com/v1", new Answer(200, "{\"resources\":[{\"name\":\"things\"}]}"));
    answers.put(
        "/apis/example.com/v1/namespaces/a/things/t",
        new Answer(200, "{\"metadata\":{\"resourceVersion\":\"3\"}}"));
    assertThat(read("example.com/things/a/t")).isEqualTo(new Outcome.Understood(3));
    assertThat(read("example.com/neither/a/t")).isEqualTo(new Outcome.NotServed());
    assertThat(read("example.org/things/a/t")).isEqualTo(new Outcome.NotServed());
  }

  @Test
  void tellsWhatAnAnswerMeansAndNothingOfTheObject() {
    String path = "/api/v1/namespaces/a/secrets/b";
    assertThat(read("secrets/a/b")).isEqualTo(new Outcome.Absent());
    for (String said :
        List.of(
            "no matching key was found for the provided AES transformer",
            "no matching prefix found",
            "identity transformer tried to read encrypted data")) {
      answers.put(path, new Answer(500, "Internal error occurred: " + said));
      assertThat(read("secrets/a/b"))
          .as(said)
          .isEqualTo(new Outcome.Unreadable("it has no key of that name"));
    }
    answers.put(path, new Answer(500, "invalid character 'p' in \\\"password\\\""));
    assertThat(read("secrets/a/b").toString()).startsWith("Unreadable").doesNotContain("password");
    answers.put(path, new Answer(403, "forbidden"));
    assertThat(read("secrets/a/b").toString()).startsWith("NoAnswer").contains("HTTP 403");
    answers.put(path, new Answer(503, ""));
    assertThat(read("secrets/a/b").toString()).startsWith("NoAnswer").contains("HTTP 503");
  }

  @Test
  void oneThatIsGoneGivesNoAnswer() {
    server.stop(0);
    assertThat(read("secrets/a/b")).isInstanceOf(Outcome.NoAnswer.class);
  }

  @Test
  void aFileThatCannotBeUsedGivesNoAnswerUntilItCan() throws IOException {
    Path file = Files.writeString(folder.resolve("broken"), "{{{ secret");
    LazyReader broken =
        new LazyReader(new Access.Kubeconfig(file), REGISTRY, Duration.ofSeconds(5));
    assertThat(broken.read(REGISTRY.append("secrets/a/b")).join().toString())
        .startsWith("NoAnswer")
        .doesNotContain("secret");
    Files.copy(folder.resolve("kubeconfig"), file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(broken.read(REGISTRY.append("secrets/a/b")).join()).isEqualTo(new Outcome.Absent());
  }

  @Test
  void aProcessOutsideOfPodsHasNoWayOfItsOwn() {
    assertThat(Access.ofPod(Map.of())).isEqualTo(Optional.empty());
  }
}
