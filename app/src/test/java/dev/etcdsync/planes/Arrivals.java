package dev.etcdsync.planes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Child;
import dev.etcdsync.real.Etcdctl;
import dev.etcdsync.real.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each key came to an etcd, as an {@code etcdctl watch} tells: nothing of ours takes part but
 * the reading of its lines.
 */
final class Arrivals implements AutoCloseable {
  private static final int DELETION = 1;

  private final Child watch;
  private final Map<String, Long> first = new ConcurrentHashMap<>();
  private final List<Epoch> epochs = new ArrayList<>();

  /** Who said that it led, in which epoch, in the order in which the etcd was told. */
  record Epoch(long epoch, String holder) {}

  private Arrivals(Etcdctl etcdctl) {
    ProcessBuilder command = new ProcessBuilder(etcdctl.watchCommand("/"));
    watch = Child.start(command.redirectError(ProcessBuilder.Redirect.DISCARD));
    Thread.ofPlatform().daemon().name("arrivals").start(this::read);
  }

  static Arrivals at(ControlPlane plane) {
    return new Arrivals(plane.etcdctl());
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(watch.process().getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long now = System.nanoTime();
        Json.tryParse(line).ifPresent(response -> take(response, now));
      }
    } catch (IOException e) {
      // The stream ends with the process.
    }
  }

  private void take(JsonNode response, long now) {
    for (JsonNode event : response.path("Events")) {
      if (event.path("type").asInt() == DELETION) {
        continue;
      }
      String key = text(event.at("/kv/key"));
      first.putIfAbsent(key, now);
      if (key.startsWith("/etcd-sync/") && (key.endsWith("/fence") || key.endsWith("/status"))) {
        JsonNode document = Json.parse(text(event.at("/kv/value")));
        synchronized (epochs) {
          epochs.add(new Epoch(document.path("epoch").asLong(), document.path("holder").asText()));
        }
      }
    }
  }

  private static String text(JsonNode base64) {
    return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
  }

  /** When the key came for the first time, by {@link System#nanoTime}. */
  Optional<Long> of(String key) {
    return Optional.ofNullable(first.get(key));
  }

  /** Everything that was said in fences and in what leaders publish. */
  List<Epoch> epochs() {
    synchronized (epochs) {
      return List.copyOf(epochs);
    }
  }

  @Override
  public void close() {
    watch.kill();
  }
}
