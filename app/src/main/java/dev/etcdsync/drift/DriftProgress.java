package dev.etcdsync.drift;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import java.util.Optional;

/** Hears of drift and of what became of it. Called on the engine's thread; must not block. */
public interface DriftProgress {
  /**
   * The primary's object has been written over drift.
   *
   * @param wanted as the primary has it
   * @param seen what stood on the standby; absent if nothing did
   * @param writer what had written that, as far as the object says
   * @param modRevision the standby's, of the heal
   */
  void healed(KeyValue wanted, Optional<KeyValue> seen, Optional<String> writer, long modRevision);

  /**
   * A key departs again and again, and is left as it is for a while.
   *
   * @param writer what writes it on the standby, as far as the object says
   * @param heals how often it has been healed
   */
  void contested(Key key, Optional<String> writer, int heals);

  /** A key that was contested is as the primary has it, and nobody has written it for a while. */
  void settled(Key key);
}
