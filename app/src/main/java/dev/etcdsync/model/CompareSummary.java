package dev.etcdsync.model;

import java.time.Duration;
import java.util.Optional;

/**
 * What there is to say of the comparisons of everything that a leader makes.
 *
 * @param pending whether none is complete since following began: what others did on the standby
 *     before may not have been heard
 * @param last the last one that came about since the process started
 * @param trouble why it could not be told after that, if it could not
 * @param interval how long after a comparison the next one begins, as the leader has it
 */
public record CompareSummary(
    boolean pending,
    Optional<LastCompare> last,
    Optional<String> trouble,
    Optional<Duration> interval) {

  /** Of whoever does not say how often it compares. */
  public CompareSummary(boolean pending, Optional<LastCompare> last, Optional<String> trouble) {
    this(pending, last, trouble, Optional.empty());
  }

  /** Of whoever compares nothing. */
  public static CompareSummary none() {
    return new CompareSummary(false, Optional.empty(), Optional.empty());
  }
}
