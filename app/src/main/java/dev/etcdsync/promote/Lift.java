package dev.etcdsync.promote;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.CheckpointMovedException;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.fence.Verdict;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Side;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Lifts the standby's revision by many small fenced transactions, since etcd counts transactions,
 * not puts; and compacts what they leave, so that the standby does not fill up.
 */
final class Lift {
  /** Guessed low for an etcd with a disk of its own, to be told before anything is written. */
  static final long ASSUMED_RATE = 2_000;

  private static final int IN_FLIGHT = 128;
  private static final long COMPACT_EACH = 100_000;
  private static final int ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration REPORT = Duration.ofSeconds(2);

  private final Etcd standby;
  private final FencedWriter writer;
  private final Clock clock;
  private final Answers answers;
  private final Duration limit;
  private final Consumer<String> progress;

  Lift(
      Etcd standby,
      FencedWriter writer,
      Clock clock,
      Answers answers,
      Duration limit,
      Consumer<String> progress) {
    this.standby = standby;
    this.writer = writer;
    this.clock = clock;
    this.answers = answers;
    this.limit = limit;
    this.progress = progress;
  }

  /** How long it takes to lift by so many revisions, as far as can be said without trying. */
  static Duration estimate(long revisions) {
    return Duration.ofSeconds(Math.ceilDiv(Math.max(0, revisions), ASSUMED_RATE));
  }

  /**
   * Lifts.
   *
   * @param from the standby's revision now
   * @return the standby's revision, {@code target} at least
   * @throws RefusedException if it takes longer than the limit
   */
  long run(long from, long target) {
    long revision = from;
    long compacted = from;
    long begun = clock.nanos();
    long reported = begun;
    int failures = 0;
    Deque<CompletableFuture<Verdict>> flying = new ArrayDeque<>();
    while (revision < target || !flying.isEmpty()) {
      while (flying.size() < Math.min(IN_FLIGHT, target - revision)) {
        flying.add(writer.mark(List.of(), List.of()));
      }
      try {
        revision = Math.max(revision, settled(answers.await(Side.STANDBY, flying.remove())));
        failures = 0;
      } catch (EtcdException e) {
        boolean again = e.failure().isAmbiguous() || e.failure() == Failure.THROTTLED;
        if (!again || ++failures > ATTEMPTS + IN_FLIGHT) {
          throw e;
        }
        answers.pause(PAUSE);
      }
      if (revision - compacted >= COMPACT_EACH) {
        compact(revision);
        compacted = revision;
      }
      if (clock.nanos() - reported >= REPORT.toNanos() && revision < target) {
        reported = clock.nanos();
        report(revision - from, target - revision, reported - begun);
      }
    }
    return revision;
  }

  private void report(long lifted, long left, long nanos) {
    double rate = Math.max(1, lifted) * 1e9 / nanos;
    long seconds = (long) Math.ceil(left / rate);
    if (nanos / 1_000_000_000 + seconds > limit.toSeconds()) {
      throw new RefusedException(
          "Lifting the standby's revision by %d more would take %d s at %d a second, longer than"
                  .formatted(left, seconds, (long) rate)
              + " --lift-limit; the link has ended and what was held is in its place; run promote"
              + " again with a larger limit, or with --without-lift");
    }
    progress.accept(
        "%d lifted, %d to go, %d a second, about %d s left"
            .formatted(lifted, left, (long) rate, seconds));
  }

  private long settled(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Committed committed -> committed.modRevision();
      case Verdict.Deposed deposed -> throw writer.deposed(deposed);
      case Verdict.CheckpointMoved moved -> throw new CheckpointMovedException();
      case Verdict.ConditionFailed impossible -> throw new CheckpointMovedException();
    };
  }

  /** Lets watches from before this revision end with an error. */
  void compact(long revision) {
    try {
      answers.await(Side.STANDBY, standby.compact(revision));
    } catch (EtcdException e) {
      if (e.failure() != Failure.COMPACTED) {
        throw e;
      }
    }
  }
}
