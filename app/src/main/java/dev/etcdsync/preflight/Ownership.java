package dev.etcdsync.preflight;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.kube.ObjectKey;
import dev.etcdsync.kube.OwnerPlaces;
import dev.etcdsync.kube.OwnerReference;
import dev.etcdsync.kube.ScopeTable;
import dev.etcdsync.kube.StoredValue;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects that stay on the standby, and whose owner there a copy would make another object: its
 * garbage collector deletes them then.
 */
final class Ownership {
  private static final String ABOUT = "ownership";

  private final Etcd primary;
  private final Etcd standby;
  private final ScopeTable table;
  private final Key registryPrefix;
  private final Answers answers;

  /** Who owns what, by the key that the owner may have. */
  private record Owned(Key dependent, OwnerReference owner) {}

  Ownership(Etcd primary, Etcd standby, ScopeTable table, Key registryPrefix, Answers answers) {
    this.primary = primary;
    this.standby = standby;
    this.table = table;
    this.registryPrefix = registryPrefix;
    this.answers = answers;
  }

  Line line(List<Key> staying) {
    Map<Key, List<Owned>> byOwner = new HashMap<>();
    long[] unreadable = {0};
    new FewAtATime(standby, Side.STANDBY, answers)
        .read(
            staying,
            0,
            (entry, position) ->
                entry.ifPresent(it -> unreadable[0] += collect(it, byOwner) ? 0 : 1));
    List<Key> owners = byOwner.keySet().stream().sorted().toList();
    Map<Key, String> replacing = new HashMap<>();
    new FewAtATime(primary, Side.PRIMARY, answers)
        .read(
            owners,
            0,
            (entry, position) ->
                entry
                    .filter(it -> table.decide(it.key(), it.value()).placement() == Placement.IN)
                    .flatMap(it -> uid(it.value()))
                    .ifPresent(uid -> replacing.put(owners.get(position), uid)));
    List<Key> replaced = owners.stream().filter(replacing::containsKey).toList();
    List<String> endangered = new ArrayList<>();
    new FewAtATime(standby, Side.STANDBY, answers)
        .read(
            replaced,
            0,
            (entry, position) ->
                entry
                    .flatMap(it -> uid(it.value()))
                    .filter(uid -> !uid.equals(replacing.get(replaced.get(position))))
                    .ifPresent(uid ->
                        byOwner.getOrDefault(replaced.get(position), List.of()).stream()
                            .filter(owned -> owned.owner.uid().equals(uid))
                            .forEach(owned ->
                                endangered.add(
                                    owned.dependent + " of " + replaced.get(position)))));
    if (!endangered.isEmpty()) {
      return Line.fail(
              ABOUT,
              "%,d objects that stay on the standby belong to objects that a copy would make others:"
                      .formatted(endangered.size())
                  + " the standby's garbage collector would delete them",
              "delete them, or give them other owners, or take these owners out of scope")
          .with(endangered);
    }
    return unreadable[0] > 0
        ? Line.warn(
            ABOUT,
            "no owner on the standby would become another object; of %,d encrypted or unreadable"
                    .formatted(unreadable[0])
                + " objects it cannot be told",
            "look at those by hand")
        : Line.pass(ABOUT, "no copy would change the owner of what stays on the standby");
  }

  /** Whether the object could be read. */
  private boolean collect(KeyValue entry, Map<Key, List<Owned>> byOwner) {
    if (!(StoredValue.read(entry.value()) instanceof StoredValue.Plain plain)) {
      return false;
    }
    Optional<String> namespace =
        ObjectKey.parse(registryPrefix, entry.key()).flatMap(ObjectKey::namespace);
    for (OwnerReference owner : plain.meta().ownerReferences()) {
      for (ObjectKey place : OwnerPlaces.of(owner, namespace)) {
        Key key = place.under(registryPrefix);
        boolean isOut =
            table.settled(key).filter(it -> it.placement() == Placement.OUT).isPresent();
        if (!isOut) {
          byOwner
              .computeIfAbsent(key, unknown -> new ArrayList<>())
              .add(new Owned(entry.key(), owner));
        }
      }
    }
    return true;
  }

  private static Optional<String> uid(Value value) {
    return StoredValue.read(value) instanceof StoredValue.Plain plain
        ? Optional.of(plain.meta().uid())
        : Optional.empty();
  }
}
