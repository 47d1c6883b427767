package dev.etcdsync.cli;

import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.replicate.Ending;
import dev.etcdsync.replicate.Replicator;

/** Replicates without being elected. */
record ReplicatingEngine(Replicator replicator) implements Engine {
  @Override
  public ExitCode run() {
    Ending ending = replicator.run();
    return switch (ending) {
      case Ending.Stopped stopped -> ExitCode.DONE;
      case Ending.Deposed deposed -> ExitCode.DEPOSED;
    };
  }

  @Override
  public void requestStop() {
    replicator.requestStop();
  }

  @Override
  public void live(LiveSettings now) {
    replicator.live(now);
  }
}
