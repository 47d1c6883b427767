package dev.etcdsync.drift;

import dev.etcdsync.model.Lineage;
import dev.etcdsync.model.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts what is to be written back in order: owners before what they own, and otherwise by creation.
 */
final class OwnedOrder {
  private final Scope scope;
  private final List<Item> items = new ArrayList<>();

  private record Item(Departed departed, Lineage lineage) {}

  OwnedOrder(Scope scope) {
    this.scope = scope;
  }

  void add(Departed departed) {
    items.add(new Item(departed, scope.lineage(departed.key(), departed.wanted().value())));
  }

  /** Objects that own each other in a circle come by creation. */
  List<Departed> ownersFirst() {
    List<Item> left = new ArrayList<>(items);
    left.sort(Comparator.comparingLong(item -> item.departed().wanted().createRevision()));
    List<Departed> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      Set<String> waiting = new HashSet<>();
      left.forEach(item -> waiting.add(uid(item)));
      List<Item> ready = left.stream().filter(item -> !needsOneOf(item, waiting)).toList();
      List<Item> next = ready.isEmpty() ? List.copyOf(left) : ready;
      next.forEach(item -> ordered.add(item.departed()));
      left.removeAll(next);
    }
    return ordered;
  }

  private static boolean needsOneOf(Item item, Set<String> waiting) {
    return switch (item.lineage()) {
      case Lineage.Known known ->
          known.after().stream().anyMatch(uid -> !uid.equals(known.uid()) && waiting.contains(uid));
      case Lineage.Unreadable _ -> false;
    };
  }

  private static String uid(Item item) {
    return switch (item.lineage()) {
      case Lineage.Known known -> known.uid();
      case Lineage.Unreadable _ -> "";
    };
  }
}
