package dev.etcdsync.cli;

import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.replica.LeaderWork;
import dev.etcdsync.replicate.Ending;
import dev.etcdsync.replicate.Replicator;
import java.util.Optional;

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
