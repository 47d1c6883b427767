package dev.etcdsync.planes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** One apiserver, asked as its administrator. Usable by several threads. */
final class Api {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int AT_ONCE = 8;

  private final String url;
  private final HttpClient client;

  Api(String url, Path certificates) {
    this.url = url;
    this.client = HttpClient.newBuilder().sslContext(trusting(certificates)).build();
  }

  private static SSLContext trusting(Path certificates) {
    try (InputStream in = Files.newInputStream(certificates)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("c" + store.size(), one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean ready() {
    try {
      return send(request("/readyz").GET().build()).statusCode() == 200;
    } catch (UncheckedIOException e) {
      // Nobody listens yet.
      return false;
    }
  }

  /** What a single attempt is answered with. */
  int status(String path) {
    return sendOnce(request(path).GET().build()).statusCode();
  }

  JsonNode get(String path) {
    return expect("GET " + path, send(request(path).GET().build()));
  }

  /** An object, if there is one. */
  Optional<JsonNode> find(String path) {
    HttpResponse<String> response = send(request(path).GET().build());
    return response.statusCode() == 404
        ? Optional.empty()
        : Optional.of(expect("GET " + path, response));
  }

  /** Creates an object, and returns it as the apiserver keeps it. */
  JsonNode create(JsonNode object) {
    String path = Resource.collectionOf(object);
    return expect("POST " + path, post(path, object));
  }

  /** The same where the apiserver may not take it yet: whether it did. */
  boolean tryCreate(JsonNode object) {
    return post(Resource.collectionOf(object), object).statusCode() == 201;
  }

  private HttpResponse<String> post(String path, JsonNode object) {
    return send(body(path, "POST", "application/json", object.toString()));
  }

  /** Creates several at once, in no order; returns them in the order given. */
  List<JsonNode> createAll(List<JsonNode> objects) {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<JsonNode>> created =
          objects.stream().map(object -> threads.submit(() -> create(object))).toList();
      return created.stream().map(Api::result).toList();
    }
  }

  private static JsonNode result(Future<JsonNode> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Changes an object by a merge patch. */
  JsonNode merge(JsonNode object, String patch) {
    String path = Resource.pathOf(object);
    return expect(
        "PATCH " + path, send(body(path, "PATCH", "application/merge-patch+json", patch)));
  }

  void delete(JsonNode object) {
    deleteAt(Resource.pathOf(object));
  }

  void deleteAt(String path) {
    expect("DELETE " + path, send(request(path).DELETE().build()));
  }

  /** The resourceVersion of a collection now. */
  String version(String collection) {
    return get(collection + "?limit=1").at("/metadata/resourceVersion").asText();
  }

  /** A watch from now on, of all objects of a collection. */
  ApiWatch watch(String collection, Consumer<String> consumer) {
    return watch(collection, version(collection), consumer);
  }

  /** A watch from a resourceVersion on, wherever that comes from. */
  ApiWatch watch(String collection, String revision, Consumer<String> consumer) {
    String path = collection + "?watch=true&resourceVersion=" + revision;
    HttpRequest request = builder(path).GET().build();
    try {
      HttpResponse<Stream<String>> response =
          client.send(request, HttpResponse.BodyHandlers.ofLines());
      if (response.statusCode() != 200) {
        throw new AssertionError("GET " + path + " ended with " + response.statusCode());
      }
      ApiWatch watch = new ApiWatch(response.body(), consumer);
      watch.start();
      return watch;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private HttpRequest.Builder builder(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + PlaneFiles.TOKEN);
  }

  private HttpRequest.Builder request(String path) {
    return builder(path).timeout(PATIENCE);
  }

  private HttpRequest body(String path, String method, String type, String body) {
    return request(path)
        .header("Content-Type", type)
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /** Sends it, again as long as the apiserver says "too many", as it does while it prepares. */
  private HttpResponse<String> send(HttpRequest request) {
    AtomicReference<HttpResponse<String>> response = new AtomicReference<>(sendOnce(request));
    if (isPutOff(response.get())) {
      Await.until(
          "the apiserver takes " + request.method() + " " + request.uri(),
          PATIENCE,
          () -> !isPutOff(response.updateAndGet(before -> sendOnce(request))),
          () -> response.get().body());
    }
    return response.get();
  }

  private static boolean isPutOff(HttpResponse<String> response) {
    return response.statusCode() == 429;
  }

  private HttpResponse<String> sendOnce(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static JsonNode expect(String what, HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new AssertionError(
          what + " ended with " + response.statusCode() + ": " + response.body());
    }
    return Json.parse(response.body());
  }
}
