package dev.etcdsync.real;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Records an etcd's history by an {@code etcdctl watch} over all keys. When that process ends, as
 * it does without a quorum, a new one goes on behind the last revision.
 */
public final class Recorder implements AutoCloseable {
  private final Etcdctl etcdctl;
  private final History history;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean paused;
  private volatile Child child;

  private Recorder(String name, Etcdctl etcdctl, long revision) {
    this.etcdctl = etcdctl;
    this.history = new History(name, revision);
    this.thread = Thread.ofPlatform().daemon().name("recorder-" + name).unstarted(this::run);
  }

  /** Starts to record from the first revision on. */
  public static Recorder start(String name, Etcdctl etcdctl) {
    return start(name, etcdctl, 1);
  }

  /** Starts to record behind a revision, of an etcd that may have forgotten what came before. */
  public static Recorder start(String name, Etcdctl etcdctl, long revision) {
    Recorder recorder = new Recorder(name, etcdctl, revision);
    recorder.thread.start();
    return recorder;
  }

  public History history() {
    return history;
  }

  private void run() {
    while (!closed) {
      if (paused) {
        Await.hold(Duration.ofMillis(20));
        continue;
      }
      ProcessBuilder watch = new ProcessBuilder(etcdctl.watchCommand(history.revision() + 1));
      watch.redirectError(ProcessBuilder.Redirect.DISCARD);
      Child current = Child.start(watch);
      child = current;
      if (closed || paused) {
        current.kill();
      }
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(current.process().getInputStream(), StandardCharsets.UTF_8),
              1 << 16)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          // A last line that is cut short is no JSON; its revisions come again.
          Json.tryParse(line).ifPresent(this::record);
        }
      } catch (IOException e) {
        // The stream ends with the process.
      }
      current.kill();
      child = null;
      if (!closed) {
        Await.hold(Duration.ofMillis(100));
      }
    }
  }

  private void record(JsonNode response) {
    long compacted = response.path("CompactRevision").asLong();
    if (compacted > 0) {
      closed = true;
      history.breakOff("compacted at " + compacted + " before it was recorded");
      return;
    }
    history.add(changes(response));
  }

  /** The changes of one response: type 1 is a deletion, no type a put, an empty value none. */
  static List<Change> changes(JsonNode response) {
    List<Change> changes = new ArrayList<>();
    for (JsonNode event : response.path("Events")) {
      JsonNode kv = event.path("kv");
      String key = Text.fromBase64(kv.path("key").asText());
      boolean deletion = event.path("type").asInt() == 1;
      changes.add(
          new Change(
              kv.path("mod_revision").asLong(),
              key,
              deletion ? null : Value.of(key, kv.path("value").asText())));
    }
    return changes;
  }

  /** Stops to record, for the time when something else is at the etcd's address. */
  void pause() {
    paused = true;
    Await.until(
        "the record pauses",
        Duration.ofSeconds(20),
        () -> {
          end();
          return child == null;
        },
        history::toString);
  }

  /** Goes on where it paused. */
  void resume() {
    paused = false;
  }

  private void end() {
    Child current = child;
    if (current != null) {
      current.kill();
    }
  }

  @Override
  public void close() {
    closed = true;
    end();
  }
}
