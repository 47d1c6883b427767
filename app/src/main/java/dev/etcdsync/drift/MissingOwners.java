package dev.etcdsync.drift;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Lineage;
import dev.etcdsync.model.Owner;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for the owners of what is to be written back. The standby's garbage collector deletes what
 * is written while its owner is absent: so the owner comes back first, though nobody has told of it
 * yet, or what it owns waits. Owned by the engine's thread.
 */
final class MissingOwners {
  private final FewAtATime primary;
  private final FewAtATime standby;
  private final Scope scope;

  private record Tie(Departed dependent, Owner owner) {}

  /**
   * An owner that does not stand on the standby.
   *
   * @param key the owner's, where the primary has it and it is replicated; empty if the primary has
   *     it nowhere, as far as can be known
   */
  record Missing(Departed dependent, String uid, Optional<Key> key) {}

  MissingOwners(FewAtATime primary, FewAtATime standby, Scope scope) {
    this.primary = primary;
    this.standby = standby;
    this.scope = scope;
  }

  /**
   * Owners of these that do not stand on the standby now. One that the primary has, but does not
   * replicate or only as held, is not told of: it will never stand there.
   *
   * @param revision of the primary
   * @throws EtcdException if either side does not answer
   */
  List<Missing> of(List<Departed> departed, long revision) {
    List<Tie> ties = new ArrayList<>();
    for (Departed one : departed) {
      if (!one.isHeld()) {
        scope
            .needs(one.key(), one.wanted().value())
            .forEach(owner -> ties.add(new Tie(one, owner)));
      }
    }
    if (ties.isEmpty()) {
      return List.of();
    }
    Set<String> standing = standing(places(ties));
    ties.removeIf(tie -> standing.contains(tie.owner.uid()));
    if (ties.isEmpty()) {
      return List.of();
    }
    Map<String, KeyValue> wanted = wanted(places(ties), revision);
    List<Missing> missing = new ArrayList<>();
    for (Tie tie : ties) {
      Optional<KeyValue> owner = Optional.ofNullable(wanted.get(tie.owner.uid()));
      if (owner.filter(it -> placement(it) != Placement.IN).isEmpty()) {
        missing.add(new Missing(tie.dependent, tie.owner.uid(), owner.map(KeyValue::key)));
      }
    }
    return missing;
  }

  private static List<Key> places(List<Tie> ties) {
    return ties.stream().flatMap(tie -> tie.owner.places().stream()).distinct().toList();
  }

  private Set<String> standing(List<Key> places) {
    Set<String> uids = new HashSet<>();
    standby.read(places, 0, (entry, _) -> entry.flatMap(this::uid).ifPresent(uids::add));
    return uids;
  }

  private Map<String, KeyValue> wanted(List<Key> places, long revision) {
    Map<String, KeyValue> byUid = new HashMap<>();
    primary.read(
        places,
        revision,
        (entry, _) -> entry.ifPresent(there -> uid(there).ifPresent(uid -> byUid.put(uid, there))));
    return byUid;
  }

  private Placement placement(KeyValue entry) {
    return scope.placement(entry.key(), entry.value());
  }

  private Optional<String> uid(KeyValue entry) {
    return switch (scope.lineage(entry.key(), entry.value())) {
      case Lineage.Known known -> Optional.of(known.uid());
      case Lineage.Unreadable _ -> Optional.empty();
    };
  }
}
