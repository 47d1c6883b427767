package dev.etcdsync.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The clock by which a leader tells times, as it looks to whoever reads them. What a clock has told
 * that is ahead would look young for as long as it is ahead, even if its leader is dead: it proves
 * nothing.
 *
 * @param told the latest moment that the leader has told
 * @param now the reader's
 */
public record LeaderClock(Instant told, Instant now) {
  /** How far apart two clocks may be that one time service sets. */
  public static final Duration TOLERANCE = Duration.ofSeconds(1);

  /** How far it is ahead of the reader's; empty if by no more than {@link #TOLERANCE}. */
  public Optional<Duration> ahead() {
    Duration ahead = Duration.between(now, told);
    return ahead.compareTo(TOLERANCE) > 0 ? Optional.of(ahead) : Optional.empty();
  }

  /** A clause for people, with what to do; empty if it is not ahead. */
  public Optional<String> fault() {
    return ahead()
        .map(by ->
            String.format(
                Locale.ROOT,
                "the leader's clock is %.1f s ahead of this machine's, so nobody can tell here how"
                    + " old its word is: set both by the same time service (NTP)",
                by.toMillis() / 1000.0));
  }
}
