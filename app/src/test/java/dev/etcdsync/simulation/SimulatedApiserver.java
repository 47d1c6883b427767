package dev.etcdsync.simulation;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.ObjectReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The standby's apiserver, as far as it decrypts. A value {@code encrypted NAME SECRET …} can be
 * read with a key of that name and that secret.
 */
public final class SimulatedApiserver implements ObjectReader {
  private final SimulatedWorld world;
  private final SimulatedServer etcd;
  private final Map<String, String> keys = new HashMap<>();
  private final List<Key> reads = new ArrayList<>();
  private int mostUnreadable;
  private boolean down;

  public SimulatedApiserver(SimulatedWorld world, SimulatedServer etcd) {
    this.world = world;
    this.etcd = etcd;
    etcd.store()
        .observe(
            (revision, author) -> mostUnreadable = Math.max(mostUnreadable, unreadable().size()));
  }

  /** Gives it a key, in place of one of the same name. */
  public void key(String name, String secret) {
    keys.put(name, secret);
  }

  public void down(boolean next) {
    down = next;
  }

  /** What it was asked for. */
  public List<Key> reads() {
    return List.copyOf(reads);
  }

  /** How many values that break a list there were at once, at most. */
  public int mostUnreadable() {
    return mostUnreadable;
  }

  /** What breaks its lists now. */
  public List<Key> unreadable() {
    return etcd.store().entries(Simulation.REGISTRY).values().stream()
        .filter(entry -> !isReadable(entry))
        .map(KeyValue::key)
        .toList();
  }

  private boolean isReadable(KeyValue entry) {
    String[] words = new String(entry.value().bytes(), StandardCharsets.UTF_8).split(" ", -1);
    return !words[0].equals(ScopeOfKinds.ENCRYPTED)
        || words[2].equals(keys.getOrDefault(words[1], ""));
  }

  @Override
  public CompletableFuture<Outcome> read(Key key) {
    reads.add(key);
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    world.after(
        world.between(Duration.ofMillis(1), Duration.ofMillis(20)),
        () -> answer.complete(outcome(key)));
    return answer;
  }

  private Outcome outcome(Key key) {
    if (down) {
      return new Outcome.NoAnswer("it is down");
    }
    return etcd.store()
        .get(key)
        .<Outcome>map(entry ->
            isReadable(entry)
                ? new Outcome.Understood(entry.modRevision())
                : new Outcome.Unreadable("it cannot"))
        .orElseGet(Outcome.Absent::new);
  }
}
