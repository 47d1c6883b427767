package dev.etcdsync.drift;

import dev.etcdsync.drift.MissingOwners.Missing;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Departure;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at suspects on both sides, and tells what has to be written back now, owners first. Owned
 * by the engine's thread.
 */
final class Departures {
  private final Suspects suspects;
  private final FewAtATime primary;
  private final FewAtATime standby;
  private final Scope scope;
  private final Landing landing;
  private final MissingOwners owners;

  Departures(
      Suspects suspects, FewAtATime primary, FewAtATime standby, Scope scope, Landing landing) {
    this.suspects = suspects;
    this.primary = primary;
    this.standby = standby;
    this.scope = scope;
    this.landing = landing;
    this.owners = new MissingOwners(primary, standby, scope);
  }

  /**
   * What has departed of these, and of the owners that they cannot stand without. What has to wait
   * for its owner is not among them.
   *
   * @param revision of the primary
   * @throws EtcdException if either side fails
   */
  List<Departed> of(List<Key> keys, long revision) {
    List<Departed> departed = new ArrayList<>();
    Set<Key> waiting = new HashSet<>();
    Set<Key> looked = new HashSet<>();
    Set<Key> next = new LinkedHashSet<>(keys);
    while (!next.isEmpty()) {
      looked.addAll(next);
      List<Departed> found = look(List.copyOf(next), revision);
      departed.addAll(found);
      next = new LinkedHashSet<>();
      for (Missing missing : owners.of(found, revision)) {
        if (mustWait(missing, looked)) {
          waiting.add(missing.dependent().key());
        } else {
          missing.key().filter(owner -> !looked.contains(owner)).ifPresent(next::add);
        }
      }
    }
    return withoutWaiting(OwnedOrder.ownersFirst(departed), waiting);
  }

  /** What has to wait keeps what it owns waiting, too. */
  private List<Departed> withoutWaiting(List<Departed> ownersFirst, Set<Key> waiting) {
    Set<String> absent = new HashSet<>();
    List<Departed> left = new ArrayList<>();
    for (Departed one : ownersFirst) {
      if (waiting.contains(one.key())) {
        absent.add(one.uid());
      } else if (one.needsOneOf(absent)) {
        absent.add(one.uid());
        suspects.putOff(one.key());
      } else {
        left.add(one);
      }
    }
    return left;
  }

  private boolean mustWait(Missing missing, Set<Key> looked) {
    Key dependent = missing.dependent().key();
    if (missing.key().isEmpty()) {
      return !suspects.hasWaitedForCollector(dependent);
    }
    Key owner = missing.key().get();
    if (looked.contains(owner) || !suspects.isPausing(owner)) {
      return false;
    }
    suspects.waitsFor(dependent, owner);
    return true;
  }

  private List<Departed> look(List<Key> keys, long revision) {
    List<Optional<KeyValue>> wanted = new ArrayList<>();
    primary.read(keys, revision, (entry, _) -> wanted.add(entry));
    List<Key> places = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      places.add(place(keys.get(i), wanted.get(i)));
    }
    List<Optional<KeyValue>> seen = new ArrayList<>();
    standby.read(places, 0, (entry, _) -> seen.add(entry));
    List<Departed> departed = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      judge(keys.get(i), places.get(i), wanted.get(i), seen.get(i)).ifPresent(departed::add);
    }
    return departed;
  }

  /** Where the primary's object belongs on the standby, if it does. */
  private Key place(Key key, Optional<KeyValue> wanted) {
    return wanted
        .filter(entry -> scope.placement(key, entry.value()) == Placement.HELD)
        .map(entry -> landing.heldKey(key))
        .orElse(key);
  }

  private Optional<Departed> judge(
      Key key, Key place, Optional<KeyValue> wanted, Optional<KeyValue> seen) {
    Optional<KeyValue> belongs =
        wanted.filter(entry -> scope.placement(key, entry.value()) != Placement.OUT);
    if (belongs.isEmpty()) {
      // What stands there is the standby's own, or nothing.
      suspects.cleared(key);
      return Optional.empty();
    }
    KeyValue entry = belongs.get();
    if (seen.isEmpty()) {
      return Optional.of(departed(entry, place, seen, Optional.empty()));
    }
    if (seen.get().value().equals(entry.value())) {
      suspects.cleared(key);
      return Optional.empty();
    }
    if (!place.equals(key)) {
      // No controller sees it, so none has any business there.
      return Optional.of(departed(entry, place, seen, Optional.empty()));
    }
    return switch (scope.departure(entry.value(), seen.get().value())) {
      case Departure.OfStatus _ -> {
        suspects.hasOtherStatus(key);
        yield Optional.empty();
      }
      case Departure.OfContent content ->
          Optional.of(departed(entry, place, seen, content.writer()));
    };
  }

  private Departed departed(
      KeyValue wanted, Key place, Optional<KeyValue> seen, Optional<String> by) {
    return new Departed(
        wanted,
        place,
        seen,
        by,
        landing.copying(wanted),
        scope.lineage(wanted.key(), wanted.value()),
        seen.map(KeyValue::modRevision).orElse(0L));
  }
}
