package dev.etcdsync.drift;

import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Lineage;
import java.util.Optional;
import java.util.Set;

/**
 * An object on the standby that is not as the primary has it.
 *
 * @param wanted the primary's
 * @param place the standby's key for it: its own, or, while it is held, the one of its record
 * @param seen the standby's; absent if it has none
 * @param writer what wrote that, as far as it says
 * @param effect what writing the primary's means
 * @param lineage of the primary's
 * @param expected what stands in that place must still be this for the heal to hold, by its mod
 *     revision; 0: absent
 */
record Departed(
    KeyValue wanted,
    Key place,
    Optional<KeyValue> seen,
    Optional<String> writer,
    Landing.Effect effect,
    Lineage lineage,
    long expected) {
  Key key() {
    return wanted.key();
  }

  /** What others know it by; empty if that cannot be known. */
  String uid() {
    return switch (lineage) {
      case Lineage.Known known -> known.uid();
      case Lineage.Unreadable _ -> "";
    };
  }

  /** Whether it may not stand without an object of one of these uids, itself aside. */
  boolean needsOneOf(Set<String> uids) {
    return switch (lineage) {
      case Lineage.Known known ->
          known.after().stream().anyMatch(uid -> !uid.equals(known.uid()) && uids.contains(uid));
      case Lineage.Unreadable _ -> false;
    };
  }

  boolean isHeld() {
    return !place.equals(key());
  }

  /** The same, after the key has been written with the primary's value once. */
  Departed written(long modRevision) {
    return new Departed(wanted, place, seen, writer, effect, lineage, modRevision);
  }

  /** In a request: the key stands in the compare, too. */
  long bytes() {
    return effect.bytes() + place.length();
  }
}
