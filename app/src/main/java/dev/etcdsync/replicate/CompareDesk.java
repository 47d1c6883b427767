package dev.etcdsync.replicate;

import dev.etcdsync.drift.Comparisons;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.Signal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where the engine's thread and the one that compares leave each other messages. Both may call, at
 * any time; nobody waits here.
 */
final class CompareDesk implements Comparisons {
  private final Signal engine;
  private final Signal comparer = new Signal();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private CompletableFuture<Void> givenUp = new CompletableFuture<>();
  private Duration interval;
  private boolean following;
  private boolean asked;
  private boolean closed;
  private boolean pending = true;
  private Optional<LastCompare> last = Optional.empty();
  private Optional<String> trouble = Optional.empty();
  private Optional<Found> found = Optional.empty();

  /**
   * @param engine raised when something has been found
   * @param interval how long after a comparison the next one begins
   */
  CompareDesk(Signal engine, Duration interval) {
    this.engine = engine;
    this.interval = interval;
  }

  /** How long after a comparison, also the last one, the next one begins from now on. */
  synchronized void interval(Duration now) {
    interval = now;
    comparer.raise();
  }

  synchronized Duration interval() {
    return interval;
  }

  /**
   * The right to compare once.
   *
   * @param givenUp complete when nobody wants to know any more
   */
  record Turn(CompletableFuture<Void> givenUp) {}

  @Override
  public synchronized void begin() {
    following = true;
    ask();
  }

  @Override
  public synchronized void ask() {
    asked = true;
    comparer.raise();
  }

  @Override
  public synchronized Optional<Found> found() {
    Optional<Found> now = found;
    found = Optional.empty();
    return now;
  }

  @Override
  public synchronized void end() {
    following = false;
    asked = false;
    pending = true;
    found = Optional.empty();
    givenUp.complete(null);
    givenUp = new CompletableFuture<>();
  }

  synchronized CompareSummary summary() {
    return new CompareSummary(pending, last, trouble, Optional.of(interval));
  }

  /** The engine has ended: {@link #over} completes soon. */
  synchronized void close() {
    closed = true;
    end();
    comparer.raise();
  }

  /** Complete when the thread that compares has ended. */
  CompletableFuture<Void> over() {
    return over;
  }

  /** Completes when there is something new for the thread that compares. */
  CompletableFuture<Void> next() {
    return comparer.next();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized boolean isPending() {
    return pending;
  }

  /**
   * Whether to compare now.
   *
   * @param due whether it is time to, even if nobody asks
   */
  synchronized Optional<Turn> turn(boolean due) {
    if (!following || !(asked || due)) {
      return Optional.empty();
    }
    asked = false;
    return Optional.of(new Turn(givenUp));
  }

  /** A comparison has come about. */
  synchronized void compared(Turn turn, LastCompare result, Found findings) {
    if (!turn.givenUp.isDone()) {
      pending = false;
      last = Optional.of(result);
      trouble = Optional.empty();
      found = Optional.of(findings);
      engine.raise();
    }
  }

  /** It could not be told. */
  synchronized void couldNotTell(Turn turn, String why) {
    if (!turn.givenUp.isDone()) {
      trouble = Optional.of(why);
    }
  }
}
