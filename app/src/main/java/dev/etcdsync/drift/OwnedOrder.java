package dev.etcdsync.drift;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts what is to be written back in order: owners before what they own, and otherwise by creation.
 */
final class OwnedOrder {
  private OwnedOrder() {}

  /** Objects that own each other in a circle come by creation. */
  static List<Departed> ownersFirst(List<Departed> departed) {
    List<Departed> left = new ArrayList<>(departed);
    left.sort(Comparator.comparingLong(it -> it.wanted().createRevision()));
    List<Departed> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      Set<String> waiting = new HashSet<>();
      left.forEach(it -> waiting.add(it.uid()));
      List<Departed> ready = left.stream().filter(it -> !it.needsOneOf(waiting)).toList();
      List<Departed> next = ready.isEmpty() ? List.copyOf(left) : ready;
      ordered.addAll(next);
      left.removeAll(next);
    }
    return ordered;
  }
}
