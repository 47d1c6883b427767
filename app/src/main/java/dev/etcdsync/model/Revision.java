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

  /** What the changes weigh, in bytes. */
  public int size() {
    int size = 0;
    for (Change change : changes) {
      size += change.size();
    }
    return size;
  }
}
