package dev.etcdsync.cli;

import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.replica.LeaderWork;
import dev.etcdsync.replica.Replica;
import dev.etcdsync.replicate.Ending;
import dev.etcdsync.replicate.Replicator;
import java.util.Optional;

/** Replicates while it is the elected one, and stands by otherwise. */
record ElectedEngine(Replica replica) implements Engine {
  /** One replicator as the leader's work. */
  record Replication(Replicator replicator) implements LeaderWork {
    @Override
    public Optional<String> run() {
      return switch (replicator.run()) {
        case Ending.Stopped _ -> Optional.empty();
        case Ending.Deposed deposed -> Optional.of(deposed.by());
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
