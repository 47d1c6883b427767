package dev.etcdsync.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Asks a program that answers over HTTP on a port of this machine. */
public final class Http {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Http() {}

  /**
   * Asks and waits for the answer.
   *
   * @throws UncheckedIOException where nobody answers
   */
  public static HttpResponse<String> get(int port, String path) {
    try {
      return CLIENT.send(question(port, path), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks, and waits for nothing. */
  static CompletableFuture<HttpResponse<String>> later(int port, String path) {
    return CLIENT.sendAsync(question(port, path), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest question(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(60))
        .build();
  }
}
