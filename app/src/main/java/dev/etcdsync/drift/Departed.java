package dev.etcdsync.drift;

import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import java.util.Optional;

/**
 * An object on the standby that is not as the primary has it.
 *
 * @param wanted the primary's
 * @param seen the standby's; absent if it has none
 * @param writer what wrote that, as far as it says
 * @param effect what writing the primary's means
 */
record Departed(
    KeyValue wanted, Optional<KeyValue> seen, Optional<String> writer, Landing.Effect effect) {
  Key key() {
    return wanted.key();
  }

  /** What the standby's key must still be for the heal to hold; 0: absent. */
  long seenModRevision() {
    return seen.map(KeyValue::modRevision).orElse(0L);
  }

  /** In a request: the key stands in the compare, too. */
  long bytes() {
    return effect.bytes() + key().length();
  }
}
