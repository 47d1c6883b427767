package dev.etcdsync.cli;

import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.replica.Replica;

/** Replicates while it is the elected one, and stands by otherwise. */
record ElectedEngine(Replica replica) implements Engine {
  @Override
  public ExitCode run() {
    replica.run();
    return ExitCode.DONE;
  }

  @Override
  public void requestStop() {
    replica.requestStop();
  }

  @Override
  public void live(LiveSettings now) {
    replica.live(now);
  }
}
