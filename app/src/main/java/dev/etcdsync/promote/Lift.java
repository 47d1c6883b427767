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
  /** Fewer were slower; with more the machine's load made the difference (docs/operations.md). */
  private static final int IN_FLIGHT = 128;

  private static final long COMPACT_EACH = 100_000;
  private static final int ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration REPORT = Duration.ofSeconds(2);
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration SAMPLE = Duration.ofSeconds(2);

  /** Before that, how fast it is says little of how fast it will be. */
  private static final Duration SURE = Duration.ofSeconds(10);

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

  /**
   * What a lift has come to.
   *
   * @param revision the standby's, at the end
   */
  record Height(long from, long revision, long nanos) {
    /** Revisions a second, at least one. */
    double rate() {
      return Math.max(1, (revision - from) * 1e9 / Math.max(1, nanos));
    }

    /** How long it takes to lift by so many more. */
    Duration timeFor(long more) {
      return Duration.ofSeconds((long) Math.ceil(more / rate()));
    }
  }

  /**
   * Lifts.
   *
   * @param from the standby's revision now
   * @return the standby's revision, {@code target} at least
   * @throws RefusedException if it takes longer than the limit
   */
  long run(long from, long target) {
    return lift(from, target, Long.MAX_VALUE, height -> report(height, target)).revision();
  }

  /**
   * Lifts for some seconds, which tells how fast it is. Nothing of it is lost: it counts. The first
   * moments of a process are several times as slow as the rest, and are not measured.
   */
  Height sample(long from, long target) {
    long warm = lift(from, target, clock.nanos() + WARM_UP.toNanos(), height -> {}).revision();
    return lift(warm, target, clock.nanos() + SAMPLE.toNanos(), height -> {});
  }

  private Height lift(long from, long target, long until, Consumer<Height> report) {
    long revision = from;
    long compacted = from;
    long begun = clock.nanos();
    long reported = begun;
    int failures = 0;
    Deque<CompletableFuture<Verdict>> flying = new ArrayDeque<>();
    while (!flying.isEmpty() || (revision < target && clock.nanos() < until)) {
      while (clock.nanos() < until && flying.size() < Math.min(IN_FLIGHT, target - revision)) {
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
        report.accept(new Height(from, revision, reported - begun));
      }
    }
    return new Height(from, revision, clock.nanos() - begun);
  }

  private void report(Height height, long target) {
    long left = target - height.revision();
    long seconds = height.timeFor(left).toSeconds();
    boolean isSure = height.nanos() > Math.min(SURE.toNanos(), limit.toNanos());
    if (isSure && height.nanos() / 1_000_000_000 + seconds > limit.toSeconds()) {
      throw new RefusedException(
          "Lifting the standby's revision by %d more would take %d s at %d a second, longer than"
                  .formatted(left, seconds, (long) height.rate())
              + " --lift-limit; the link has ended and what was held is in its place; run promote"
              + " again with a larger limit, or with --without-lift");
    }
    progress.accept(
        "%d lifted, %d to go, %d a second, about %d s left"
            .formatted(height.revision() - height.from(), left, (long) height.rate(), seconds));
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
