package dev.etcdsync.follow;

import dev.etcdsync.model.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * How current the standby is known to be. The primary is asked for its revision; once the standby
 * holds the answer, it holds whatever the primary held when it was asked.
 */
final class Evidence {
  private final Clock clock;
  private Optional<Instant> asked = Optional.empty();
  private Optional<Answer> unconfirmed = Optional.empty();
  private Optional<Instant> confirmed = Optional.empty();

  private record Answer(long revision, Instant asked) {}

  Evidence(Clock clock) {
    this.clock = clock;
  }

  /** A question goes out; there is one at a time. */
  void asking() {
    asked = Optional.of(clock.now());
  }

  /** The answer has come. An earlier one that is still unconfirmed counts first. */
  void answered(long revision) {
    if (unconfirmed.isEmpty()) {
      unconfirmed = asked.map(when -> new Answer(revision, when));
    }
    asked = Optional.empty();
  }

  /** No answer will come. */
  void unanswered() {
    asked = Optional.empty();
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
