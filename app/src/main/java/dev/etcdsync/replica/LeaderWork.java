package dev.etcdsync.replica;

import dev.etcdsync.model.LiveSettings;
import java.util.Optional;

/** What a leader does, from its claim to its end; used once. */
public interface LeaderWork {
  /**
   * Works in the calling thread until it is asked to stop, or deposed.
   *
   * @return who has deposed it, if anybody has
   */
  Optional<String> run();

  /** Lets {@link #run} end soon, also if it has not begun; returns at once, from any thread. */
  void requestStop();

  /** Takes over what has changed; from any thread. */
  void live(LiveSettings now);
}
