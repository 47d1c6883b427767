package dev.etcdsync.check;

import dev.etcdsync.model.Key;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Collects what is found. */
final class Tally {
  /** They are kept as they are, and the leader publishes them. */
  private static final int MOST_AGAIN = 10_000;

  private final FoundLog missed = new FoundLog();
  private final FoundLog different = new FoundLog();
  private final FoundLog stale = new FoundLog();
  private final FoundLog local = new FoundLog();
  private long statusDiverged;
  private final Set<Key> again = new HashSet<>();

  void missed(Key key, boolean held, Optional<String> reason) {
    missed.add(new Found(key, held, reason));
    lookAgain(key);
  }

  void different(Key key, boolean held, Optional<String> reason) {
    different.add(new Found(key, held, reason));
    lookAgain(key);
  }

  /** Only what the standby's own controllers keep differs. */
  void statusDiverged(Key key) {
    statusDiverged++;
    lookAgain(key);
  }

  void stale(Key key, boolean held, Optional<String> reason) {
    stale.add(new Found(key, held, reason));
    lookAgain(key);
  }

  void local(Key key, Optional<String> reason) {
    local.add(new Found(key, false, reason));
  }

  /** The key is to be read the next time, too, whether or not it moves. */
  void lookAgain(Key key) {
    if (again.size() <= MOST_AGAIN) {
      again.add(key);
    }
  }

  /** The keys to look at again; empty if they are too many to be kept. */
  Optional<Set<Key>> again() {
    return again.size() <= MOST_AGAIN ? Optional.of(Set.copyOf(again)) : Optional.empty();
  }

  /** All of it; nothing more can be found after that. */
  Difference difference() {
    return new Difference(missed.end(), different.end(), stale.end(), local.end(), statusDiverged);
  }
}
