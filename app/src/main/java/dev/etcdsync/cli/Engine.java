package dev.etcdsync.cli;

import dev.etcdsync.model.LiveSettings;

/** The replicator as the command line sees it. All methods but {@link #run} return at once. */
interface Engine {
  /** Replicates in the calling thread until stopped or deposed. */
  ExitCode run();

  /** Lets {@link #run} end soon; any thread, any number of times. */
  void requestStop();

  /** Takes over what has changed; any thread. */
  void live(LiveSettings now);
}
