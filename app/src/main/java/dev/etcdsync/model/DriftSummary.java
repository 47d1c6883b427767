package dev.etcdsync.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What others make of replicated objects on the standby.
 *
 * @param suspected keys that others have written and that are still to be looked at
 * @param oldest how long the first of them has waited; absent where there is none, or where an
 *     earlier version does not tell
 * @param departed those of them that were looked at, are missed or different, and wait to be
 *     written back
 * @param healed how many objects this process has written back
 * @param statusDiverged objects of which only the status differs: the standby's controllers' work
 * @param contested keys that are overwritten as often as they are healed, and left for a while
 * @param named the first of them
 */
public record DriftSummary(
    long suspected,
    Optional<Duration> oldest,
    long departed,
    long healed,
    long statusDiverged,
    long contested,
    List<ContestedKey> named) {
  /**
   * What it may take to look at a key: 0.2 s until its writer may be done, a second in which the
   * primary's changes come first, and some for reading it on both sides.
   */
  public static final Duration LOOKING = Duration.ofSeconds(3);

  public DriftSummary {
    named = List.copyOf(named);
  }

  /**
   * Whether a key waits to be looked at for longer than that takes. The standby's controllers write
   * all the time, so that one that has only just been written tells nothing.
   */
  public boolean isLate() {
    return suspected > 0 && oldest.filter(age -> age.compareTo(LOOKING) <= 0).isEmpty();
  }

  /** What is known to be otherwise than on the primary, as a clause; empty if nothing is. */
  Optional<String> fault() {
    if (contested > 0) {
      return Optional.of(
          contested + " keys are overwritten on the standby as often as they are healed");
    }
    return departed > 0
        ? Optional.of(departed + " keys are missed or different, and wait to be written back")
        : Optional.empty();
  }

  public static DriftSummary none() {
    return new DriftSummary(0, Optional.empty(), 0, 0, 0, 0, List.of());
  }
}
