package dev.etcdsync.model;

import java.util.List;

/**
 * One revision of an etcd, whole: every change that it made within the watched range, in etcd's
 * order. etcd allows a key only once in a revision.
 */
public record Revision(long number, List<Change> changes) {
  public Revision {
    changes = List.copyOf(changes);
  }

  /** What the changes weigh in memory, in bytes. */
  public int weight() {
    int weight = 0;
    for (Change change : changes) {
      weight += change.weight();
    }
    return weight;
  }
}
