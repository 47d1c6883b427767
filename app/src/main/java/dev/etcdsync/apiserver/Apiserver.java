package dev.etcdsync.apiserver;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcdsync.kube.ApiResource;
import dev.etcdsync.kube.ObjectKey;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ObjectReader;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** An apiserver, asked over HTTP. Any thread may ask. */
final class Apiserver implements ObjectReader {
  /**
   * The apiserver decrypts and decodes the object, and answers with its metadata alone: see
   * "Receiving resources as Tables / Metadata" in Kubernetes' API concepts.
   */
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

  private static final String JSON = "application/json";

  /**
   * With these a kube-apiserver 1.34 says that it has no key of the value's name: the provider has
   * other keys; there is no such provider; there is none, and {@code identity} comes last. See
   * {@code k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go} and {@code
   * k8s.io/apiserver/pkg/storage/value}.
   */
  private static final List<String> NO_SUCH_KEY =
      List.of(
          "no matching key was found",
          "no matching prefix found",
          "identity transformer tried to read encrypted data");

  private final HttpClient client;
  private final String url;
  private final Key registryPrefix;
  private final Duration timeout;
  private final ObjectMapper json = new ObjectMapper();

  private Apiserver(HttpClient client, String url, Key registryPrefix, Duration timeout) {
    this.client = client;
    this.url = url;
    this.registryPrefix = registryPrefix;
    this.timeout = timeout;
  }

  /** Empty if the access cannot be used as it is. */
  static Optional<ObjectReader> open(Access access, Key registryPrefix, Duration timeout) {
    try {
      // An answer of 500 is what we ask for: nothing may repeat the request.
      Config config = ClientConfig.of(access, timeout);
      String master = config.getMasterUrl();
      return Optional.of(
          new Apiserver(
              new JdkHttpClientFactory().newBuilder(config).build(),
              master.endsWith("/") ? master.substring(0, master.length() - 1) : master,
              registryPrefix,
              timeout));
    } catch (RuntimeException e) {
      // Its message may repeat parts of the file, and that holds secrets.
      return Optional.empty();
    }
  }

  @Override
  public CompletableFuture<Outcome> read(Key key) {
    Optional<ObjectKey> object = ObjectKey.parse(registryPrefix, key);
    if (object.isEmpty()) {
      return CompletableFuture.completedFuture(new Outcome.NotServed());
    }
    CompletableFuture<Outcome> outcome =
        paths(object.get())
            .thenCompose(paths ->
                paths.isEmpty()
                    ? CompletableFuture.completedFuture(new Outcome.NotServed())
                    : get(paths.getFirst(), METADATA).thenApply(this::outcome));
    return outcome
        .exceptionally(Apiserver::noAnswer)
        .completeOnTimeout(
            new Outcome.NoAnswer("it did not answer in time"),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Where a served version has the object; empty if none does. */
  private CompletableFuture<List<String>> paths(ObjectKey object) {
    ApiResource resource = object.api();
    String rest =
        object.namespace().map(it -> "/namespaces/" + it).orElse("")
            + "/"
            + resource.resource()
            + "/"
            + object.name();
    if (resource.group().isEmpty()) {
      return serving(resource, List.of("/api/v1"), rest);
    }
    String group = "/apis/" + resource.group();
    return get(group, JSON)
        .thenCompose(response ->
            response.code() == 404
                ? CompletableFuture.completedFuture(List.<String>of())
                : serving(resource, versions(group, expected(response)), rest));
  }

  private static List<String> versions(String group, JsonNode discovered) {
    Set<String> versions = new LinkedHashSet<>();
    versions.add(discovered.at("/preferredVersion/version").asText());
    discovered.path("versions").forEach(it -> versions.add(it.path("version").asText()));
    versions.remove("");
    return versions.stream().map(version -> group + "/" + version).toList();
  }

  private CompletableFuture<List<String>> serving(
      ApiResource resource, List<String> versions, String rest) {
    List<CompletableFuture<Optional<String>>> asked = new ArrayList<>();
    for (String version : versions) {
      asked.add(
          get(version, JSON)
              .thenApply(response ->
                  has(expected(response), resource)
                      ? Optional.of(version + rest)
                      : Optional.empty()));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(_ -> asked.stream().flatMap(it -> it.join().stream()).toList());
  }

  private static boolean has(JsonNode discovered, ApiResource resource) {
    for (JsonNode one : discovered.path("resources")) {
      if (one.path("name").asText().equals(resource.resource())) {
        return true;
      }
    }
    return false;
  }

  private CompletableFuture<HttpResponse<String>> get(String path, String accept) {
    return client.sendAsync(
        client
            .newHttpRequestBuilder()
            .uri(url + path)
            .header("Accept", accept)
            .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .build(),
        String.class);
  }

  private JsonNode expected(HttpResponse<String> response) {
    if (!response.isSuccessful()) {
      throw new RefusedException(response.code());
    }
    return parsed(response);
  }

  private JsonNode parsed(HttpResponse<String> response) {
    try {
      return json.readTree(response.body());
    } catch (JacksonException e) {
      throw new RefusedException(response.code());
    }
  }

  private Outcome outcome(HttpResponse<String> response) {
    return switch (response.code()) {
      case 200 -> new Outcome.Understood(parsed(response).at("/metadata/resourceVersion").asLong());
      case 404 -> new Outcome.Absent();
      case 500 ->
          new Outcome.Unreadable(
              NO_SUCH_KEY.stream().anyMatch(response.body()::contains)
                  ? "it has no key of that name"
                  : "it could not decrypt or decode it, so its key of that name is another one");
      default -> throw new RefusedException(response.code());
    };
  }

  private static Outcome noAnswer(Throwable thrown) {
    Throwable cause =
        Optional.of(thrown)
            .filter(CompletionException.class::isInstance)
            .map(Throwable::getCause)
            .orElse(thrown);
    return new Outcome.NoAnswer(
        cause instanceof RefusedException refused
            ? refused.clause()
            : "it cannot be reached (%s)".formatted(cause.getClass().getSimpleName()));
  }

  /** An answer that says nothing of the object. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;

    RefusedException(int code) {
      super("HTTP " + code);
      this.code = code;
    }

    String clause() {
      return switch (code) {
        case 401 -> "it does not know who we are (HTTP 401)";
        case 403 -> "it does not let us get single objects of that resource (HTTP 403)";
        default -> "it answered HTTP " + code;
      };
    }
  }
}
