package dev.etcdsync.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Child;
import dev.etcdsync.real.Folders;
import dev.etcdsync.real.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** A real registry, over HTTP on the loopback address, which anybody may push to. */
final class Registry implements AutoCloseable {
  static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  static final String MANIFESTS = "application/vnd.docker.distribution.manifest.list.v2+json";

  private static final Duration START = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port = Ports.free();
  private final Child process;

  private Registry(Path log) {
    process = Child.logging(List.of(Helm.program("registry.bin"), Integer.toString(port)), log);
    try {
      Await.until("the registry answers", START, this::answers, () -> Folders.tail(log, 20));
    } catch (RuntimeException | Error e) {
      process.kill();
      throw e;
    }
  }

  static Registry start(Path folder) {
    return new Registry(folder.resolve("registry.log"));
  }

  /** HOST:PORT. */
  String address() {
    return "127.0.0.1:" + port;
  }

  private boolean answers() {
    try {
      return sent(request("/").GET().build()).statusCode() == 200;
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof ConnectException) {
        return false;
      }
      throw e;
    }
  }

  /** What was pushed under a tag or a digest; fails if nothing was. */
  JsonNode manifest(String repository, String reference) {
    return json(
        request(repository + "/manifests/" + reference).header("Accept", "*/*").GET().build());
  }

  JsonNode blob(String repository, String digest) {
    return json(request(repository + "/blobs/" + digest).GET().build());
  }

  /** Pushes bytes; returns their digest. */
  String push(String repository, byte[] blob) {
    String digest = digest(blob);
    expect(
        201,
        request(repository + "/blobs/uploads/?digest=" + digest)
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(blob))
            .build());
    return digest;
  }

  /** Pushes a manifest of a type, under a tag or, without one, under its digest; returns that. */
  String push(String repository, String type, String tag, byte[] manifest) {
    String digest = digest(manifest);
    expect(
        201,
        request(repository + "/manifests/" + (tag.isEmpty() ? digest : tag))
            .header("Content-Type", type)
            .PUT(BodyPublishers.ofByteArray(manifest))
            .build());
    return digest;
  }

  static String digest(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://" + address() + "/v2/" + path.replaceFirst("^/", "")))
        .timeout(START);
  }

  private JsonNode json(HttpRequest request) {
    return Yaml.parse(new String(expect(200, request), StandardCharsets.UTF_8));
  }

  private byte[] expect(int status, HttpRequest request) {
    HttpResponse<byte[]> response = sent(request);
    if (response.statusCode() != status) {
      throw new AssertionError(
          "%s %s ended with %d: %s"
              .formatted(
                  request.method(),
                  request.uri(),
                  response.statusCode(),
                  new String(response.body(), StandardCharsets.UTF_8)));
    }
    return response.body();
  }

  private HttpResponse<byte[]> sent(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.kill();
  }
}
