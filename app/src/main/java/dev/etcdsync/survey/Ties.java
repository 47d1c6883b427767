package dev.etcdsync.survey;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.kube.ObjectKey;
import dev.etcdsync.kube.ObjectMeta;
import dev.etcdsync.kube.ReferencedObjects;
import dev.etcdsync.kube.ScopeTable;
import dev.etcdsync.kube.StoredValue;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.UidSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The owners, claims, snapshots and Services that objects in scope name, and whether those are in
 * scope, too. What is named is looked for by its uid among all that is in scope; only for what is
 * not there, which should be little, its key is asked for. Used by one thread.
 */
final class Ties {
  /** Objects that wait to be told whether what they name is there; the rest is only counted. */
  private static final int MOST_WAITING = 200_000;

  private static final int SWEEP_LEAST = 10_000;

  private static final String HELD = "it is held";

  private final Etcd primary;
  private final ScopeTable table;
  private final Key registryPrefix;
  private final long revision;
  private final Answers answers;
  private final UidSet in = new UidSet();
  private final UidSet held = new UidSet();
  private final Map<Tie, Tie> ties = new HashMap<>();
  private List<Waiting> waiting = new ArrayList<>();
  private long sinceSweep;
  private long unexamined;
  private long unreadable;

  /**
   * An object that names another.
   *
   * @param owners how many owners it has
   */
  private record Waiting(Key key, Placement placement, Tie tie, int owners) {}

  /** What could not be found, and what was not looked for. */
  record Loose(List<Dangling> dangling, long unexamined) {}

  Ties(Etcd primary, ScopeTable table, Key registryPrefix, long revision, Answers answers) {
    this.primary = primary;
    this.table = table;
    this.registryPrefix = registryPrefix;
    this.revision = revision;
    this.answers = answers;
  }

  long unreadable() {
    return unreadable;
  }

  /** An object that is in scope, or held. */
  void add(KeyValue entry, ObjectKey object, Placement placement) {
    switch (StoredValue.read(entry.value())) {
      case StoredValue.Plain plain -> {
        (placement == Placement.HELD ? held : in).add(plain.meta().uid());
        name(entry, object, placement, plain.meta());
      }
      case StoredValue.Encrypted _, StoredValue.Opaque _ -> unreadable++;
    }
  }

  private void name(KeyValue entry, ObjectKey object, Placement placement, ObjectMeta meta) {
    int owners = meta.ownerReferences().size();
    meta.ownerReferences()
        .forEach(
            owner -> await(entry.key(), placement, Tie.toOwner(owner, object.namespace()), owners));
    ReferencedObjects.of(object.api(), entry.value()).stream()
        .flatMap(List::stream)
        .forEach(named -> await(entry.key(), placement, Tie.toNamed(named), owners));
  }

  private void await(Key key, Placement placement, Tie tie, int owners) {
    if (isThere(placement, tie)) {
      return;
    }
    if (++sinceSweep > SWEEP_LEAST && sinceSweep > waiting.size() / 2) {
      sweep();
    }
    if (waiting.size() >= MOST_WAITING) {
      unexamined++;
      return;
    }
    Tie known = ties.computeIfAbsent(tie, same -> same);
    waiting.add(new Waiting(key, placement, known, owners));
  }

  /** What is held leans on what is held or in: it is put in place together with it. */
  private boolean isThere(Placement placement, Tie tie) {
    return !tie.uid().isEmpty()
        && (in.contains(tie.uid()) || (placement == Placement.HELD && held.contains(tie.uid())));
  }

  /** Lets go of what has been found since. */
  private void sweep() {
    List<Waiting> rest = new ArrayList<>();
    waiting.stream().filter(it -> !isThere(it.placement, it.tie)).forEach(rest::add);
    waiting = rest;
    ties.clear();
    rest.forEach(it -> ties.put(it.tie, it.tie));
    sinceSweep = 0;
  }

  /** What leans on something that is not there, once all objects have been added. */
  Loose loose() {
    sweep();
    Map<Tie, Optional<String>> absent = whyAbsent();
    Map<Key, Integer> lostOwners = new HashMap<>();
    List<Waiting> found = new ArrayList<>();
    for (Waiting it : waiting) {
      boolean isHeld = it.placement == Placement.HELD;
      if (whyAbsent(absent, it).filter(why -> !(isHeld && why.equals(HELD))).isPresent()) {
        found.add(it);
        if (it.tie.isOwner()) {
          lostOwners.merge(it.key, 1, Integer::sum);
        }
      }
    }
    found.sort(Comparator.comparing(Waiting::key));
    List<Dangling> dangling = new ArrayList<>();
    for (Waiting it : found) {
      boolean last = lostOwners.getOrDefault(it.key, 0) == it.owners;
      dangling.add(
          new Dangling(
              it.key,
              it.placement,
              it.tie.words(),
              whyAbsent(absent, it).orElse(""),
              it.tie.effect(last)));
    }
    return new Loose(dangling, unexamined);
  }

  private static Optional<String> whyAbsent(Map<Tie, Optional<String>> absent, Waiting it) {
    return absent.getOrDefault(it.tie, Optional.empty());
  }

  /** Why what is named is not there; empty for what is there nevertheless. */
  private Map<Tie, Optional<String>> whyAbsent() {
    List<Tie> wanted = List.copyOf(ties.keySet());
    List<Key> keys = new ArrayList<>();
    List<Tie> askedFor = new ArrayList<>();
    for (Tie tie : wanted) {
      for (ObjectKey place : tie.places()) {
        keys.add(place.under(registryPrefix));
        askedFor.add(tie);
      }
    }
    Map<Tie, Optional<String>> absent = new HashMap<>();
    wanted.forEach(tie -> absent.put(tie, Optional.of("the primary does not have it")));
    new FewAtATime(primary, Side.PRIMARY, answers)
        .read(
            keys,
            revision,
            (entry, position) -> {
              Tie tie = askedFor.get(position);
              entry.filter(it -> tie.isMetBy(it.value())).ifPresent(it -> absent.put(tie, why(it)));
            });
    return absent;
  }

  private Optional<String> why(KeyValue entry) {
    Decided decided = table.decide(entry.key(), entry.value());
    return switch (decided.placement()) {
      case IN -> Optional.empty();
      case HELD -> Optional.of(HELD);
      case OUT -> Optional.of("it is out: " + decided.sort());
    };
  }
}
