package dev.etcdsync.check;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.Provenance;
import dev.etcdsync.kube.FieldManager;
import dev.etcdsync.kube.GivenName;
import dev.etcdsync.kube.ObjectKey;
import dev.etcdsync.kube.ObjectMeta;
import dev.etcdsync.kube.OwnerPlaces;
import dev.etcdsync.kube.OwnerReference;
import dev.etcdsync.kube.StoredValue;
import dev.etcdsync.kube.Writers;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The likely reason of a finding, from what objects say of their owners and their writers; none
 * where nothing tells. Reads at the pair that is compared. Used by one thread.
 */
final class Reasons {
  /** To look for an owner takes two reads; of very many, no one reads the reason. */
  private static final int MOST_OWNERS = 500;

  private final Etcd primary;
  private final Etcd standby;
  private final Pair pair;
  private final Key registryPrefix;
  private final Answers answers;
  private final Provenance provenance;
  private final Map<String, Boolean> absent = new HashMap<>();

  Reasons(
      Etcd primary,
      Etcd standby,
      Pair pair,
      Key registryPrefix,
      Answers answers,
      Provenance provenance) {
    this.primary = primary;
    this.standby = standby;
    this.pair = pair;
    this.registryPrefix = registryPrefix;
    this.answers = answers;
    this.provenance = provenance;
  }

  /** Why the standby may lack an object of the primary. */
  Optional<String> missed(Key key, KeyValue onPrimary) {
    List<OwnerReference> owners =
        meta(onPrimary.value()).map(ObjectMeta::ownerReferences).orElse(List.of());
    // A garbage collector deletes what has owners and none of them any more.
    if (owners.isEmpty() || !owners.stream().allMatch(owner -> isAbsent(owner, key))) {
      return Optional.empty();
    }
    OwnerReference owner = owners.getFirst();
    return Optional.of(
        "its owner "
            + GivenName.printable(owner.kind())
            + " "
            + GivenName.printable(owner.name())
            + " is absent, so the standby's garbage collector deleted it");
  }

  /** Why both values may differ. */
  Optional<String> different(KeyValue onPrimary, KeyValue onStandby) {
    Optional<FieldManager> writer = Writers.lastOnStandby(onPrimary.value(), onStandby.value());
    if (writer.isPresent()) {
      return writer.map(by -> "changed on the standby, last" + by(by));
    }
    return provenance.wroteAt(onStandby.modRevision())
        ? Optional.of("etcd-sync itself wrote it so; please report it")
        : Optional.empty();
  }

  /** Why an object may be the standby's own. */
  Optional<String> local(KeyValue onStandby) {
    return Optional.of(
        "created on the standby"
            + meta(onStandby.value())
                .flatMap(ObjectMeta::created)
                .map(time -> " at " + time)
                .orElse("")
            + Writers.last(onStandby.value()).map(by -> ", last written" + by(by)).orElse(""));
  }

  Optional<String> stale() {
    return Optional.of("it was replicated once, and does not belong there any more");
  }

  private static String by(FieldManager manager) {
    return " by " + manager.printable() + manager.time().map(time -> " at " + time).orElse("");
  }

  private boolean isAbsent(OwnerReference owner, Key dependent) {
    Optional<ObjectKey> object = ObjectKey.parse(registryPrefix, dependent);
    if (object.isEmpty() || owner.uid().isEmpty()) {
      return false;
    }
    String where = object.get().namespace().orElse("") + "/" + owner.uid();
    Boolean known = absent.get(where);
    if (known == null) {
      known = absent.size() < MOST_OWNERS && looksAbsent(owner, object.get().namespace());
      absent.put(where, known);
    }
    return known;
  }

  /** Only an owner that is found on the primary can be known to be absent on the standby. */
  private boolean looksAbsent(OwnerReference owner, Optional<String> namespace) {
    List<Key> places =
        OwnerPlaces.of(owner, namespace).stream().map(it -> it.under(registryPrefix)).toList();
    return isAmong(owner, answers.await(Side.PRIMARY, primary.get(places, pair.revision())))
        && !isAmong(owner, answers.await(Side.STANDBY, standby.get(places, pair.modRevision())));
  }

  private static boolean isAmong(OwnerReference owner, Etcd.Reading reading) {
    return reading.entries().stream()
        .flatMap(Optional::stream)
        .flatMap(entry -> meta(entry.value()).stream())
        .anyMatch(meta -> meta.uid().equals(owner.uid()));
  }

  private static Optional<ObjectMeta> meta(Value value) {
    return switch (StoredValue.read(value)) {
      case StoredValue.Plain plain -> Optional.of(plain.meta());
      case StoredValue.Encrypted encrypted -> Optional.empty();
      case StoredValue.Opaque opaque -> Optional.empty();
    };
  }
}
