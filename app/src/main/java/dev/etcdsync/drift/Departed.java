package dev.etcdsync.drift;

import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import java.util.Optional;

/**
 * An object on the standby that is not as the primary has it.
 *
 * @param wanted the primary's
 * @param place the standby's key for it: its own, or, while it is held, the one of its record
 * @param seen the standby's; absent if it has none
 * @param writer what wrote that, as far as it says
 * @param effect what writing the primary's means
 * @param expected what stands in that place must still be this for the heal to hold, by its mod
 *     revision; 0: absent
 */
record Departed(
    KeyValue wanted,
    Key place,
    Optional<KeyValue> seen,
    Optional<String> writer,
    Landing.Effect effect,
    long expected) {
  Key key() {
    return wanted.key();
  }

  boolean isHeld() {
    return !place.equals(key());
  }

  /** The same, after the key has been written with the primary's value once. */
  Departed written(long modRevision) {
    return new Departed(wanted, place, seen, writer, effect, modRevision);
  }

  /** In a request: the key stands in the compare, too. */
  long bytes() {
    return effect.bytes() + place.length();
  }
}
