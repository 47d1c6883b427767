package dev.etcdsync.follow;

import dev.etcdsync.model.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * How current the standby is known to be. The primary is asked how far its watch has told; once the
 * standby holds the revision of the answer, it holds whatever the primary held when it was asked.
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

  /** A question goes out. Of several without an answer the oldest counts: an answer has no name. */
  void asking() {
    if (asked.isEmpty()) {
      asked = Optional.of(clock.now());
    }
  }

  void answered(long revision) {
    if (unconfirmed.isEmpty()) {
      unconfirmed = asked.map(when -> new Answer(revision, when));
    }
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

  Optional<Instant> confirmed() {
    return confirmed;
  }
}
