package dev.etcdsync.copy;

import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Key;
import java.util.HashSet;
import java.util.Set;

/**
 * Keys of the primary that do not belong in their own place on the standby, by their last value.
 */
final class Elsewhere {
  private final Set<Key> held = new HashSet<>();
  private final Set<Key> out = new HashSet<>();

  /** A value has been seen that the primary has, or had after the last one. */
  void note(Landing.Effect effect) {
    Key key = effect.key();
    held.remove(key);
    out.remove(key);
    effect
        .placement()
        .ifPresent(placement -> {
          switch (placement) {
            case IN -> {}
            case HELD -> held.add(key);
            case OUT -> out.add(key);
          }
        });
  }

  boolean contains(Key key) {
    return held.contains(key) || out.contains(key);
  }

  Set<Key> held() {
    return held;
  }
}
