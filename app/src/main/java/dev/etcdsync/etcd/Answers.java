package dev.etcdsync.etcd;

import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Witness;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for what an etcd answers, on the engine's thread and by its clock. */
public final class Answers {
  private final Clock clock;
  private final Duration patience;

  /**
   * @param requestTimeout by when an {@link Etcd} completes every call; a little more is waited, so
   *     that its own, better, message is the one that is seen
   */
  public Answers(Clock clock, Duration requestTimeout) {
    this.clock = clock;
    this.patience = requestTimeout.plusSeconds(1);
  }

  /**
   * Waits for an answer.
   *
   * @throws EtcdException if the call failed or was not answered in time
   */
  public <T> T await(Side side, CompletableFuture<T> answer) {
    if (!clock.await(answer, patience)) {
      throw new EtcdException(side, Failure.TIMEOUT, "the " + side + " did not answer in time");
    }
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof EtcdException known) {
        throw known;
      }
      throw e;
    }
  }

  /**
   * The etcd's revision of now.
   *
   * @param probe a key that may be read; whether it exists does not matter
   * @throws EtcdException if the call failed or was not answered in time
   */
  public long revision(Side side, Etcd etcd, Key probe) {
    return await(side, etcd.get(List.of(probe), 0)).revision();
  }

  public void pause(Duration duration) {
    clock.await(new CompletableFuture<Void>(), duration);
  }

  /**
   * Whether the primary still shows the last event that the standby was written from, as far as it
   * can tell: of what it has compacted it can show nothing.
   *
   * @throws EtcdException if it does not answer
   */
  public boolean isShown(Etcd primary, Witness witness) {
    try {
      return witness.isShownBy(
          await(Side.PRIMARY, primary.get(List.of(witness.key()), witness.revision()))
              .entries()
              .getFirst());
    } catch (EtcdException e) {
      if (e.failure() == Failure.COMPACTED) {
        return true;
      }
      throw e;
    }
  }
}
