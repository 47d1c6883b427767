package dev.etcdsync.survey;

import dev.etcdsync.kube.GivenName;
import dev.etcdsync.kube.ObjectKey;
import dev.etcdsync.kube.ObjectReference;
import dev.etcdsync.kube.OwnerPlaces;
import dev.etcdsync.kube.OwnerReference;
import dev.etcdsync.kube.StoredValue;
import dev.etcdsync.model.Value;
import java.util.List;
import java.util.Optional;

/**
 * Another object, as an object names it.
 *
 * @param isOwner whether as its owner
 * @param uid empty if it is not said
 * @param places the keys that it may have
 */
record Tie(boolean isOwner, String kind, String name, String uid, List<ObjectKey> places) {
  Tie {
    places = List.copyOf(places);
  }

  static Tie toOwner(OwnerReference owner, Optional<String> namespace) {
    return new Tie(true, owner.kind(), owner.name(), owner.uid(), OwnerPlaces.of(owner, namespace));
  }

  static Tie toNamed(ObjectReference named) {
    String where = named.key().namespace().map(it -> it + "/").orElse("");
    return new Tie(
        false, named.kind(), where + named.key().name(), named.uid(), List.of(named.key()));
  }

  /** Whether this is the object that is meant, and not another one of its name. */
  boolean isMetBy(Value value) {
    return uid.isEmpty()
        || switch (StoredValue.read(value)) {
          case StoredValue.Plain plain -> plain.meta().uid().equals(uid);
          // Who it is cannot be told: the name has to do.
          case StoredValue.Encrypted _, StoredValue.Opaque _ -> true;
        };
  }

  String words() {
    return (isOwner ? "its owner, the " : "the ")
        + GivenName.printable(kind)
        + " "
        + GivenName.printable(name);
  }

  /**
   * What the standby makes of an object whose tie leads nowhere.
   *
   * @param last whether no other owner is left to it
   */
  String effect(boolean last) {
    if (isOwner) {
      return last
          ? "the standby's garbage collector deletes it"
          : "the standby's garbage collector takes the reference away";
    }
    return switch (kind) {
      case "Service" -> "the standby's apiserver calls a webhook that nobody answers";
      case "PersistentVolumeClaim", "VolumeSnapshot" -> "the standby's controller releases it";
      default -> "the standby's controllers act on it";
    };
  }
}
