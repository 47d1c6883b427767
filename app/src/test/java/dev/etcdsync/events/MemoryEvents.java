package dev.etcdsync.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events as an apiserver keeps them, one that may refuse. */
final class MemoryEvents implements EventStore {
  final Map<String, String> events = new LinkedHashMap<>();
  final List<String> asked = new ArrayList<>();
  Optional<EventFailure> refusal = Optional.empty();

  @Override
  public String create(News news, Instant time) {
    asked.add("create");
    refuse();
    String name = "e" + asked.size();
    events.put(name, line(news.reason().word() + " " + news.message(), 1));
    return name;
  }

  @Override
  public void repeat(String name, int count, Instant time) {
    asked.add("repeat");
    refuse();
    String before = events.get(name);
    if (before == null) {
      throw new EventFailure("it has no such Event", 404, new IllegalStateException());
    }
    events.put(name, line(before.substring(before.indexOf(' ') + 1), count));
  }

  void refuse(int code) {
    refusal =
        Optional.of(new EventFailure("it answers HTTP " + code, code, new IllegalStateException()));
  }

  void accept() {
    refusal = Optional.empty();
  }

  private void refuse() {
    refusal.ifPresent(failure -> {
      throw failure;
    });
  }

  /** Each as {@code COUNTx REASON MESSAGE}, the oldest first. */
  List<String> lines() {
    return List.copyOf(events.values());
  }

  private static String line(String text, int count) {
    return count + "x " + text;
  }

  @Override
  public void close() {
    asked.add("close");
  }
}
