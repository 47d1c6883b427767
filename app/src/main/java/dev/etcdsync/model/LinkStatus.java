package dev.etcdsync.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the leader says of a link, for its followers and for the command line.
 *
 * @param revision the primary revision that the standby equals; 0 while copying
 * @param primaryRevision the primary's revision when it was last heard of; 0: not yet
 * @param confirmed the latest moment at which the primary held nothing in scope that the standby
 *     does not hold now; absent while that is not known
 * @param copied keys that are settled of a copy that is running or was interrupted
 * @param total keys that this copy has to settle; 0 when there is none
 * @param copy the last copy that this leader has begun, if any
 * @param held objects of the primary that are held, so that they do not act before a promotion
 * @param drift what others make of replicated objects on the standby
 * @param compare what comparing everything came to
 * @param trouble what keeps the link from following, while it tries again
 * @param versions of what runs, as far as the leader tells
 * @param time when this was said
 */
public record LinkStatus(
    LinkPhase phase,
    long epoch,
    String holder,
    long revision,
    long primaryRevision,
    Optional<Instant> confirmed,
    long copied,
    long total,
    Optional<LastCopy> copy,
    long held,
    DriftSummary drift,
    CompareSummary compare,
    Optional<Finding> parked,
    Optional<String> trouble,
    LinkVersions versions,
    Instant time) {

  /** The same, parked by another finding, or by none. */
  public LinkStatus parkedBy(Optional<Finding> finding) {
    return new LinkStatus(
        phase,
        epoch,
        holder,
        revision,
        primaryRevision,
        confirmed,
        copied,
        total,
        copy,
        held,
        drift,
        compare,
        finding,
        trouble,
        versions,
        time);
  }

  /** The clock of whoever said this, as it looks to a reader whose clock says {@code now}. */
  public LeaderClock clock(Instant now) {
    Instant latest =
        Stream.of(confirmed, compare.last().map(LastCompare::time))
            .flatMap(Optional::stream)
            .filter(time::isBefore)
            .max(Comparator.naturalOrder())
            .orElse(time);
    return new LeaderClock(latest, now);
  }

  /**
   * Whether the standby is known to have held all that the primary held {@code age} ago. Not before
   * everything has been compared since following began, and not by a clock that is ahead.
   */
  public boolean isSynced(Duration age, Instant now) {
    return phase == LinkPhase.FOLLOWING
        && !compare.pending()
        && clock(now).ahead().isEmpty()
        && confirmed.filter(moment -> !moment.plus(age).isBefore(now)).isPresent();
  }

  /**
   * What the standby is known to lack, or to have otherwise than the primary, as a clause; empty if
   * nothing is known to be wrong.
   */
  public Optional<String> fault() {
    return compare
        .last()
        .flatMap(LastCompare::difference)
        .map(it -> "the last comparison found " + it)
        .or(drift::fault);
  }
}
