package dev.etcdsync.real;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every change of every key of one etcd, in order, as far as it has been recorded. */
public final class History {
  private final String name;

  /** Guarded by this, as everything below. */
  private final List<Change> changes = new ArrayList<>();

  private final Map<String, Value> latest = new HashMap<>();
  private long revision;
  private String broken;

  /** Of all that ever was: revision 1 is the empty store. */
  History(String name) {
    this(name, 1);
  }

  /** Of what comes after a revision. */
  History(String name, long revision) {
    this.name = name;
    this.revision = revision;
  }

  /** Adds whole revisions, in order. */
  synchronized void add(List<Change> more) {
    for (Change change : more) {
      if (change.revision() < revision) {
        breakOff("revision " + change.revision() + " came after " + revision);
        return;
      }
      revision = change.revision();
      changes.add(change);
      if (change.deletion()) {
        latest.remove(change.key());
      } else {
        latest.put(change.key(), change.value());
      }
    }
    notifyAll();
  }

  synchronized void breakOff(String why) {
    broken = why;
    notifyAll();
  }

  /** The last revision that has been recorded. */
  public synchronized long revision() {
    return revision;
  }

  public synchronized int size() {
    return changes.size();
  }

  /** The changes from an index on, as many as there are now. */
  public synchronized List<Change> from(int index) {
    return new ArrayList<>(changes.subList(index, changes.size()));
  }

  /** The value that a key has at the end of what is recorded. */
  synchronized Optional<Value> latest(String key) {
    return Optional.ofNullable(latest.get(key));
  }

  /** The revision of the last change under a prefix that is at or below a revision, or 0. */
  synchronized long lastChange(String prefix, long atMost) {
    for (int i = changes.size() - 1; i >= 0; i--) {
      Change change = changes.get(i);
      if (change.revision() <= atMost && change.key().startsWith(prefix)) {
        return change.revision();
      }
    }
    return 0;
  }

  /** Waits until a revision has been recorded: whether it has within the time. */
  synchronized boolean reaches(long wanted, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (revision < wanted) {
      if (broken != null) {
        throw new IllegalStateException("The record of " + name + " is broken: " + broken);
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return true;
  }

  /** The same where it must be. */
  public void await(long wanted) {
    if (!reaches(wanted, Duration.ofSeconds(30))) {
      throw new IllegalStateException(
          "The record of " + name + " ends at " + revision() + " instead of " + wanted);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
