package dev.etcdsync.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far the standby lagged over the last hour: for each few seconds the worst that was seen, so
 * that no peak is lost. Of the time in which nothing was known there is nothing. Used under a lock
 * of its owner.
 */
final class LagSeries {
  static final Duration STEP = Duration.ofSeconds(5);
  static final int POINTS = 720;

  private static final long NONE = -1;

  private final long[] revisions = new long[POINTS];
  private final double[] seconds = new double[POINTS];
  private long first;
  private long last;
  private boolean empty = true;

  /** What was seen at a moment; either may be unknown. */
  void note(Instant time, OptionalLong lagRevisions, OptionalDouble lagSeconds) {
    long step = moveTo(Math.floorDiv(time.getEpochSecond(), STEP.toSeconds()));
    int at = at(step);
    lagRevisions.ifPresent(lag -> revisions[at] = Math.max(revisions[at], lag));
    lagSeconds.ifPresent(lag -> seconds[at] = Math.max(seconds[at], lag));
  }

  /** Makes room up to a step, and returns the one to note at. */
  private long moveTo(long step) {
    // A clock that is set back by more than it drifts begins anew: what lay ahead is not known.
    if (empty || step < last - 1) {
      Arrays.fill(revisions, NONE);
      Arrays.fill(seconds, NONE);
      first = step;
      last = step;
      empty = false;
    }
    for (long next = Math.max(last + 1, step - POINTS + 1); next <= step; next++) {
      revisions[at(next)] = NONE;
      seconds[at(next)] = NONE;
    }
    last = Math.max(last, step);
    first = Math.max(first, last - POINTS + 1);
    return last;
  }

  private static int at(long step) {
    return (int) Math.floorMod(step, (long) POINTS);
  }

  int size() {
    return empty ? 0 : (int) (last - first + 1);
  }

  /** When a point's time begins; the first is 0. */
  Instant time(int point) {
    return Instant.ofEpochSecond((first + point) * STEP.toSeconds());
  }

  /** The most revisions that the standby was seen behind in that time. */
  OptionalLong revisions(int point) {
    long lag = revisions[at(first + point)];
    return lag == NONE ? OptionalLong.empty() : OptionalLong.of(lag);
  }

  /** The oldest that the proof of being complete was seen to be in that time, in seconds. */
  OptionalDouble seconds(int point) {
    double lag = seconds[at(first + point)];
    return lag < 0 ? OptionalDouble.empty() : OptionalDouble.of(lag);
  }
}
