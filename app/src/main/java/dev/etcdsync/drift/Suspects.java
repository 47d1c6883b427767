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
import java.util.LinkedHashMap;
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

  private final Clock clock;
  private final DriftProgress progress;
  private final Map<Key, Long> due = new LinkedHashMap<>();
  private final Map<Key, History> histories = new HashMap<>();
  private final Set<Key> statusDiverged = new HashSet<>();
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
      due.putIfAbsent(key, now + FIRST_LOOK.toNanos());
      return;
    }
    long healedAt = history.movedAt;
    history.movedAt = now;
    if (history.heals >= MOST_HEALS && !history.contested) {
      history.contested = true;
      progress.contested(key, history.writer, history.heals);
    }
    due.putIfAbsent(key, Math.max(now + FIRST_LOOK.toNanos(), healedAt + pause(history)));
  }

  /**
   * A comparison of everything has found that the key is not as it should be. It may have been
   * written back since, so it tells nothing of who insists.
   */
  public void found(Key key) {
    long soon = clock.nanos() + FIRST_LOOK.toNanos();
    History history = histories.get(key);
    due.putIfAbsent(key, history == null ? soon : Math.max(soon, history.movedAt + pause(history)));
  }

  private static long pause(History history) {
    return history.contested || history.heals > MOST_HEALS
        ? CONTESTED_PAUSE.toNanos()
        : BACK_OFF.multipliedBy(1L << history.heals).toNanos();
  }

  /** Somebody wants it to be looked at now, however contested it is. */
  public void ask(Key key) {
    histories.remove(key);
    due.put(key, clock.nanos());
  }

  /** Everything that waits or is contested is looked at now. */
  public void askAll() {
    Set<Key> all = new HashSet<>(due.keySet());
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
    statusDiverged.clear();
  }

  /** By when, in the clock's nanoseconds, the next one is due; empty if none is waiting. */
  public Optional<Long> nextDue() {
    return due.isEmpty() ? Optional.empty() : due.values().stream().min(Comparator.naturalOrder());
  }

  /** Those that are due, in the order in which they were heard, and at most so many. */
  List<Key> due(int most) {
    forgetQuiet();
    long now = clock.nanos();
    List<Key> keys = new ArrayList<>();
    for (Map.Entry<Key, Long> suspect : due.entrySet()) {
      if (suspect.getValue() - now <= 0 && keys.size() < most) {
        keys.add(suspect.getKey());
      }
    }
    return keys;
  }

  private void forgetQuiet() {
    long oldest = clock.nanos() - QUIET.toNanos();
    histories
        .entrySet()
        .removeIf(entry -> {
          boolean quiet = entry.getValue().movedAt - oldest < 0 && !due.containsKey(entry.getKey());
          if (quiet && entry.getValue().contested) {
            progress.settled(entry.getKey());
          }
          return quiet;
        });
  }

  /** Looked at: it is as it should be, or the standby's own. */
  void cleared(Key key) {
    due.remove(key);
    statusDiverged.remove(key);
  }

  /** Looked at: the standby's controllers keep its status, and nothing else differs. */
  void hasOtherStatus(Key key) {
    due.remove(key);
    statusDiverged.add(key);
  }

  /** It has to be looked at again. */
  void again(Collection<Key> keys) {
    long soon = clock.nanos() + FIRST_LOOK.toNanos();
    keys.forEach(key -> due.put(key, soon));
  }

  /** The primary's object stands again. */
  void healed(Key key, Optional<String> writer) {
    due.remove(key);
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
    long waiting =
        due.keySet().stream()
            .filter(key -> !histories.containsKey(key) || !histories.get(key).contested)
            .count();
    return new DriftSummary(
        waiting,
        healed,
        statusDiverged.size(),
        contested.size(),
        contested.stream().limit(MOST_NAMED).toList());
  }
}
