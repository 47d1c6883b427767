package dev.etcdsync.promote;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Lineage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The order in which held objects are put into their places: each after those of its owners that
 * are held, too; otherwise as they came. What cannot be read comes last, and so does what owns
 * itself in a circle.
 */
final class HeldOrder {
  private record Entry(Key key, long created, Lineage lineage) {}

  private static final Comparator<Entry> AS_THEY_CAME =
      Comparator.comparingLong(Entry::created).thenComparing(Entry::key);

  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param created when the object came to be held
   */
  void add(Key key, long created, Lineage lineage) {
    entries.add(new Entry(key, created, lineage));
  }

  List<Key> keys() {
    Map<String, Entry> byUid = new HashMap<>();
    for (Entry entry : entries) {
      if (entry.lineage() instanceof Lineage.Known known && !known.uid().isEmpty()) {
        byUid.put(known.uid(), entry);
      }
    }
    Map<Entry, Set<Entry>> needs = new HashMap<>();
    Map<Entry, List<Entry>> neededBy = new HashMap<>();
    PriorityQueue<Entry> ready = new PriorityQueue<>(AS_THEY_CAME);
    for (Entry entry : entries) {
      Set<Entry> owners = owners(entry, byUid);
      needs.put(entry, owners);
      owners.forEach(owner -> neededBy.computeIfAbsent(owner, any -> new ArrayList<>()).add(entry));
      if (owners.isEmpty() && entry.lineage() instanceof Lineage.Known) {
        ready.add(entry);
      }
    }
    List<Key> order = new ArrayList<>(entries.size());
    Set<Entry> rest = new HashSet<>(entries);
    while (!ready.isEmpty()) {
      Entry next = ready.remove();
      rest.remove(next);
      order.add(next.key());
      for (Entry dependent : neededBy.getOrDefault(next, List.of())) {
        Set<Entry> missing = needs.getOrDefault(dependent, Set.of());
        missing.remove(next);
        if (missing.isEmpty()) {
          ready.add(dependent);
        }
      }
    }
    rest.stream().sorted(AS_THEY_CAME).map(Entry::key).forEach(order::add);
    return order;
  }

  private static Set<Entry> owners(Entry entry, Map<String, Entry> byUid) {
    Set<Entry> owners = new HashSet<>();
    if (entry.lineage() instanceof Lineage.Known known) {
      for (String uid : known.after()) {
        Entry owner = byUid.get(uid);
        if (owner != null && !owner.equals(entry)) {
          owners.add(owner);
        }
      }
    }
    return owners;
  }
}
