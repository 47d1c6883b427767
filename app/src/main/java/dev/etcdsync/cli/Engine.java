package dev.etcdsync.cli;

/** The replicator as the command line sees it. All methods but {@link #run} return at once. */
interface Engine {
  /** Replicates in the calling thread until stopped or deposed. */
  ExitCode run();

  /** Lets {@link #run} end soon; any thread, any number of times. */
  void requestStop();

  /** Turns the line per change on or off; any thread. */
  void verbose(boolean on);
}
