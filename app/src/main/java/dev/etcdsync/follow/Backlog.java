package dev.etcdsync.follow;

import dev.etcdsync.model.Revision;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Whole revisions that wait to be applied, oldest first. Owned by the engine's thread. */
final class Backlog implements Iterable<Revision> {
  private final Deque<Revision> revisions = new ArrayDeque<>();
  private long bytes;

  void add(Revision revision) {
    revisions.addLast(revision);
    bytes += revision.weight();
  }

  Revision first() {
    return revisions.getFirst();
  }

  /** The {@code count} oldest, for as long as nothing is removed. */
  Iterable<Revision> first(int count) {
    return () -> revisions.stream().limit(count).iterator();
  }

  /** Removes the {@code count} oldest. */
  void remove(int count) {
    for (int i = 0; i < count; i++) {
      bytes -= revisions.removeFirst().weight();
    }
  }

  int size() {
    return revisions.size();
  }

  boolean isEmpty() {
    return revisions.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  @Override
  public Iterator<Revision> iterator() {
    return revisions.iterator();
  }
}
