package dev.etcdsync.monitor;

import dev.etcdsync.check.CheckResult;
import dev.etcdsync.model.Clock;
import dev.etcdsync.view.CheckReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Has comparisons made for whoever asks, one at a time. A report is served until it is {@link
 * #YOUNG} old or three times as old as it took to make, so that askers without end keep both etcds
 * busy for a third of the time at most.
 */
final class CheckDesk {
  /** What somebody looks at twice in a row need not be read twice. */
  static final Duration YOUNG = Duration.ofSeconds(5);

  /** What could not be told may be told soon. */
  private static final Duration UNKNOWN = Duration.ofSeconds(1);

  private static final int REST = 3;

  private final Shared<CheckReport> usual;
  private final Shared<CheckReport> deep;

  /**
   * @param compare makes a comparison; told whether to read every value
   * @param executor one thread
   */
  CheckDesk(Function<Boolean, CheckReport> compare, Clock clock, Executor executor) {
    this.usual = new Shared<>(() -> compare.apply(false), CheckDesk::isYoung, executor, clock);
    this.deep = new Shared<>(() -> compare.apply(true), CheckDesk::isYoung, executor, clock);
  }

  /** A report that is young, or that of a comparison under way, or of a new one. */
  CompletableFuture<CheckReport> ask(boolean everyValue) {
    return everyValue ? deep.get() : usual.offer().or(deep::offer).orElseGet(usual::get);
  }

  private static boolean isYoung(CheckReport report, Duration sinceItsEnd) {
    return switch (report.result()) {
      case CheckResult.Unknown _ -> sinceItsEnd.compareTo(UNKNOWN) < 0;
      case CheckResult.Compared _, CheckResult.InPart _ -> {
        Duration rested = report.took().multipliedBy(REST);
        Duration age = sinceItsEnd.plus(report.took());
        yield age.compareTo(rested.compareTo(YOUNG) > 0 ? rested : YOUNG) < 0;
      }
    };
  }
}
