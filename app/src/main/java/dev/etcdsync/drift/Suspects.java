package dev.etcdsync.drift;

import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ContestedKey;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which keys of the standby may have departed from the primary's, when to look at each, and which
 * are contested. Outlives connections. Owned by the engine's thread.
 */
public final class Suspects {
  /** The standby's controllers often write a key several times in a row. */
  private static final Duration FIRST_LOOK = Duration.ofMillis(200);

  /** Doubled with every heal of the same key. */
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  /** Whoever writes a key again after so many heals will not stop. */
  private static final int MOST_HEALS = 4;

  private static final Duration CONTESTED_PAUSE = Duration.ofMinutes(10);

  /** A key that nobody else has written for so long begins anew. */
  private static final Duration QUIET = Duration.ofMinutes(10);

  /** Beyond this a comparison of everything is cheaper. */
  private static final int MOST = 100_000;

  private static final int MOST_NAMED = 100;

  /** A garbage collector that is at work deletes what has lost its owner in much less. */
  private static final Duration COLLECTION = Duration.ofSeconds(5);

  private final Clock clock;
  private final DriftProgress progress;
  private final DueKeys due = new DueKeys();
  private final Map<Key, History> histories = new HashMap<>();
  private final Set<Key> statusDiverged = new HashSet<>();
  private final Set<Key> waiting = new HashSet<>();
  private final Set<Key> departed = new HashSet<>();
  private long healed;

  private static final class History {
    private int heals;
    private boolean contested;
    private long movedAt;
    private Optional<String> writer = Optional.empty();
  }

  public Suspects(Clock clock, DriftProgress progress) {
    this.clock = clock;
    this.progress = progress;
  }

  /** Somebody else has written or deleted the key on the standby. */
  public void heard(Key key) {
    long now = clock.nanos();
    History history = histories.get(key);
    if (history == null) {
      due.putIfAbsent(key, now + FIRST_LOOK.toNanos(), now);
      return;
    }
    long healedAt = history.movedAt;
    history.movedAt = now;
    if (history.heals >= MOST_HEALS && !history.contested) {
      history.contested = true;
      progress.contested(key, history.writer, history.heals);
    }
    due.putIfAbsent(key, Math.max(now + FIRST_LOOK.toNanos(), healedAt + pause(history)), now);
  }

  /**
   * A comparison of everything has found that the key is not as it should be. It may have been
   * written back since, so it tells nothing of who insists.
   */
  public void found(Key key) {
    long now = clock.nanos();
    long soon = now + FIRST_LOOK.toNanos();
    History history = histories.get(key);
    due.putIfAbsent(
        key, history == null ? soon : Math.max(soon, history.movedAt + pause(history)), now);
  }

  private static long pause(History history) {
    return history.contested || history.heals > MOST_HEALS
        ? CONTESTED_PAUSE.toNanos()
        : BACK_OFF.multipliedBy(1L << history.heals).toNanos();
  }

  /** Somebody wants it to be looked at now, however contested it is. */
  public void ask(Key key) {
    histories.remove(key);
    long now = clock.nanos();
    due.put(key, now, now);
  }

  /** Everything that waits or is contested is looked at now. */
  public void askAll() {
    Set<Key> all = new HashSet<>(due.keys());
    all.addAll(histories.keySet());
    all.forEach(this::ask);
  }

  /** Whether there are more than can be looked at one by one. */
  public boolean areTooMany() {
    return due.size() > MOST;
  }

  /** Both sides are being compared: nothing that was heard before matters any more. */
  public void clear() {
    due.clear();
    waiting.clear();
    departed.clear();
    statusDiverged.clear();
  }

  /** By when, in the clock's nanoseconds, the next one is due; empty if none is waiting. */
  public Optional<Long> nextDue() {
    return due.next();
  }

  /** Those that are due, first those that are longest, and at most so many. */
  List<Key> due(int most) {
    forgetQuiet();
    return due.by(clock.nanos(), most);
  }

  private void forgetQuiet() {
    long oldest = clock.nanos() - QUIET.toNanos();
    histories
        .entrySet()
        .removeIf(entry -> {
          boolean quiet = entry.getValue().movedAt - oldest < 0 && !due.contains(entry.getKey());
          if (quiet && entry.getValue().contested) {
            progress.settled(entry.getKey());
          }
          return quiet;
        });
  }

  /** Whether it was healed before, and whoever insists is given time. */
  boolean isPausing(Key key) {
    return histories.containsKey(key) && until(key) - clock.nanos() > 0;
  }

  private long until(Key key) {
    History history = histories.get(key);
    return due.at(key)
        .orElseGet(() -> history == null ? clock.nanos() : history.movedAt + pause(history));
  }

  /** Looked at: it may not stand without another one, which is given time. */
  void waitsFor(Key key, Key owner) {
    long now = clock.nanos();
    due.put(key, Math.max(until(owner), now + FIRST_LOOK.toNanos()), now);
    departed.add(key);
  }

  /**
   * Looked at: the primary seems to lack its owner, so that the primary's garbage collector may be
   * about to delete it.
   *
   * @return whether it has waited for that before; otherwise it does so from now on
   */
  boolean hasWaitedForCollector(Key key) {
    if (!waiting.add(key)) {
      return true;
    }
    long now = clock.nanos();
    due.put(key, now + COLLECTION.toNanos(), now);
    departed.add(key);
    return false;
  }

  /** Looked at: it is as it should be, or the standby's own. */
  void cleared(Key key) {
    judged(key);
    waiting.remove(key);
    statusDiverged.remove(key);
  }

  private void judged(Key key) {
    due.remove(key);
    departed.remove(key);
  }

  /** Looked at: the standby's controllers keep its status, and nothing else differs. */
  void hasOtherStatus(Key key) {
    judged(key);
    statusDiverged.add(key);
  }

  /** It has to be looked at again. */
  void again(Collection<Key> keys) {
    long now = clock.nanos();
    keys.forEach(key -> due.put(key, now + FIRST_LOOK.toNanos(), now));
  }

  /** Looked at: it has departed, and could not be written back now. */
  void putOff(Key key) {
    again(List.of(key));
    departed.add(key);
  }

  /** The primary's object stands again. */
  void healed(Key key, Optional<String> writer) {
    judged(key);
    waiting.remove(key);
    statusDiverged.remove(key);
    History history = histories.computeIfAbsent(key, _ -> new History());
    history.heals++;
    history.movedAt = clock.nanos();
    history.writer = writer.or(() -> history.writer);
    healed++;
  }

  /** The primary's next change overwrites whatever had become of these. */
  public void overwritten(Collection<Key> keys) {
    if (!statusDiverged.isEmpty()) {
      keys.forEach(statusDiverged::remove);
    }
    if (!departed.isEmpty()) {
      keys.forEach(departed::remove);
    }
  }

  /** What there is to say, for people and tools. */
  public DriftSummary summary() {
    List<ContestedKey> contested = new ArrayList<>();
    histories.forEach((key, history) -> {
      if (history.contested) {
        contested.add(new ContestedKey(key, history.writer));
      }
    });
    contested.sort(Comparator.comparing(ContestedKey::key));
    List<Key> suspected =
        due.keys().stream()
            .filter(key -> !histories.containsKey(key) || !histories.get(key).contested)
            .toList();
    long now = clock.nanos();
    return new DriftSummary(
        suspected.size(),
        suspected.stream()
            .flatMap(key -> due.since(key).stream())
            .map(since -> Duration.ofNanos(now - since))
            .max(Comparator.naturalOrder()),
        departed.size(),
        healed,
        statusDiverged.size(),
        contested.size(),
        contested.stream().limit(MOST_NAMED).toList());
  }
}
