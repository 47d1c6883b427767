package dev.etcdsync.drift;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Verified;
import java.util.List;
import java.util.Optional;

/**
 * The comparisons of everything that go on beside the engine, as following sees them. Called on the
 * engine's thread; never blocks.
 */
public interface Comparisons {
  /** Following has come level with the primary: everything is compared now, and from then on. */
  void begin();

  /** Somebody wants everything to be compared now. */
  void ask();

  /** What the last comparison found; empty if none has come to its end since the last call. */
  Optional<Found> found();

  /**
   * What a comparison found.
   *
   * @param keys that are missed or different
   * @param verified up to where everything else is proved to be right; empty if it is not known
   */
  record Found(List<Key> keys, Optional<Verified> verified) {
    public Found {
      keys = List.copyOf(keys);
    }
  }

  /** Following has ended: what is under way is given up, and its findings are void. */
  void end();

  /** Compares nothing. */
  static Comparisons none() {
    return new Comparisons() {
      @Override
      public void begin() {}

      @Override
      public void ask() {}

      @Override
      public Optional<Found> found() {
        return Optional.empty();
      }

      @Override
      public void end() {}
    };
  }
}
