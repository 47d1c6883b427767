package dev.etcdsync.cli;

import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.replica.LeaderWork;

/** Replicates without being elected. */
record ReplicatingEngine(LeaderWork work) implements Engine {
  @Override
  public ExitCode run() {
    return work.run().isPresent() ? ExitCode.DEPOSED : ExitCode.DONE;
  }

  @Override
  public void requestStop() {
    work.requestStop();
  }

  @Override
  public void live(LiveSettings now) {
    work.live(now);
  }
}
