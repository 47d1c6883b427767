package dev.etcdsync.monitor;

import dev.etcdsync.history.History;
import dev.etcdsync.model.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the link each second, whether or not anybody asks, so that its history has no holes. */
final class Lookout implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

  private static final Duration BETWEEN = Duration.ofSeconds(1);

  /** A look ends by itself, with a request's time limit. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Looks looks;
  private final History history;
  private final Clock clock;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile Optional<Look> last = Optional.empty();

  Lookout(Looks looks, History history, Clock clock) {
    this.looks = looks;
    this.history = history;
    this.clock = clock;
  }

  /** Looks from now on. */
  void start() {
    var _ = Thread.ofPlatform().name("history").daemon().start(this::run);
  }

  private void run() {
    do {
      try {
        look();
      } catch (RejectedExecutionException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("unexpected error, this is a bug", e);
      }
    } while (!clock.await(closed, BETWEEN));
  }

  private void look() {
    CompletableFuture<Look> look = looks.get();
    if (clock.await(CompletableFuture.anyOf(look, closed), PATIENCE)
        && look.state() == CompletableFuture.State.SUCCESS) {
      history.note(look.resultNow().last(), clock.now());
      last = Optional.of(look.resultNow());
    }
  }

  /** What came of the last look that has ended; any thread may call. */
  Optional<Look> last() {
    return last;
  }

  @Override
  public void close() {
    closed.complete(null);
  }
}
