package dev.etcdsync.check;

import dev.etcdsync.model.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Collects what is found. Counts all of it, and keeps as much as people can read. */
final class Tally {
  /** Of each sort. */
  private static final int MOST_LISTED = 10_000;

  private final Sort missed = new Sort();
  private final Sort different = new Sort();
  private final Sort stale = new Sort();
  private final Sort local = new Sort();
  private long statusDiverged;
  private final Set<Key> again = new HashSet<>();

  private static final class Sort {
    private final List<Found> listed = new ArrayList<>();
    private long count;

    void add(Key key, boolean held, Supplier<Optional<String>> reason) {
      count++;
      if (listed.size() < MOST_LISTED) {
        listed.add(new Found(key, held, reason.get()));
      }
    }

    FoundKeys keys() {
      return new FoundKeys(count, listed);
    }
  }

  /** What looks for the reason of a finding is asked only if the finding is kept. */
  void missed(Key key, boolean held, Supplier<Optional<String>> reason) {
    missed.add(key, held, reason);
    lookAgain(key);
  }

  void different(Key key, boolean held, Supplier<Optional<String>> reason) {
    different.add(key, held, reason);
    lookAgain(key);
  }

  /** Only what the standby's own controllers keep differs. */
  void statusDiverged(Key key) {
    statusDiverged++;
    lookAgain(key);
  }

  void stale(Key key, boolean held, Supplier<Optional<String>> reason) {
    stale.add(key, held, reason);
    lookAgain(key);
  }

  void local(Key key, Supplier<Optional<String>> reason) {
    local.add(key, false, reason);
  }

  /** The key is to be read the next time, too, whether or not it moves. */
  void lookAgain(Key key) {
    if (again.size() <= MOST_LISTED) {
      again.add(key);
    }
  }

  /** The keys to look at again; empty if they are too many to be kept. */
  Optional<Set<Key>> again() {
    return again.size() <= MOST_LISTED ? Optional.of(Set.copyOf(again)) : Optional.empty();
  }

  Difference difference() {
    return new Difference(
        missed.keys(), different.keys(), stale.keys(), local.keys(), statusDiverged);
  }
}
