package dev.etcdsync.lease;

import dev.etcdsync.model.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Ends a term when nothing was renewed by the deadline, whatever the elector is doing: fabric8
 * looks at its deadline between attempts only, by a clock that can be set.
 */
final class RenewalWatch {
  private final Clock clock;
  private final Duration deadline;
  private final Supplier<OptionalLong> renewedAt;
  private final CompletableFuture<Void> over;

  /**
   * @param renewedAt when it was renewed last; empty: it is no more
   * @param over completed at the deadline; once it is complete, in whatever way, the watch ends
   */
  RenewalWatch(
      Clock clock,
      Duration deadline,
      Supplier<OptionalLong> renewedAt,
      CompletableFuture<Void> over) {
    this.clock = clock;
    this.deadline = deadline;
    this.renewedAt = renewedAt;
    this.over = over;
  }

  /** Returns when the term is over. */
  void run() {
    while (!over.isDone()) {
      OptionalLong last = renewedAt.get();
      long left = last.isEmpty() ? 0 : last.getAsLong() + deadline.toNanos() - clock.nanos();
      if (left <= 0) {
        over.complete(null);
      } else {
        clock.await(over, Duration.ofNanos(left));
      }
    }
  }
}
