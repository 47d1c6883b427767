package dev.etcdsync.follow;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * How current the standby is known to be. The primary is asked for its revision; once the standby
 * holds the answer, it holds whatever the primary held when it was asked. The quorum is asked, not
 * the watch: a watch tells only what its member knows. Owned by the engine's thread.
 */
final class Evidence {
  private final Etcd primary;
  private final Key probe;
  private final Clock clock;
  private final Signal signal;
  private Optional<Question> open = Optional.empty();
  private Optional<Answer> unconfirmed = Optional.empty();
  private Optional<Instant> confirmed = Optional.empty();
  private long primaryRevision;

  private record Question(CompletableFuture<Etcd.Reading> reading, Instant asked) {}

  private record Answer(long revision, Instant asked) {}

  /**
   * @param probe any key that may be read; it need not exist
   * @param signal raised when an answer has come
   */
  Evidence(Etcd primary, Key probe, Clock clock, Signal signal) {
    this.primary = primary;
    this.probe = probe;
    this.clock = clock;
    this.signal = signal;
  }

  /** Asks the primary for its revision, unless a question is still open. */
  void ask() {
    if (open.isEmpty()) {
      Instant now = clock.now();
      CompletableFuture<Etcd.Reading> reading =
          primary.get(List.of(probe), 0).whenComplete((answer, error) -> signal.raise());
      open = Optional.of(new Question(reading, now));
    }
  }

  /** Takes the answer, if there is one now. An earlier one that is unconfirmed counts first. */
  boolean takeAnswer() {
    Optional<Question> answered = open.filter(question -> question.reading.isDone());
    if (answered.isEmpty()) {
      return false;
    }
    open = Optional.empty();
    Question question = answered.get();
    if (question.reading.isCompletedExceptionally()) {
      return false;
    }
    primaryRevision = question.reading.join().revision();
    if (unconfirmed.isEmpty()) {
      unconfirmed = Optional.of(new Answer(primaryRevision, question.asked));
    }
    return true;
  }

  /** The primary's revision, as last answered; 0: not yet. */
  long primaryRevision() {
    return primaryRevision;
  }

  /** The standby holds this revision now. */
  void holds(long revision) {
    unconfirmed
        .filter(answer -> answer.revision <= revision)
        .ifPresent(answer -> {
          confirmed = Optional.of(answer.asked);
          unconfirmed = Optional.empty();
        });
  }

  /** A moment at which the primary held nothing that the standby does not hold now. */
  Optional<Instant> confirmed() {
    return confirmed;
  }
}
