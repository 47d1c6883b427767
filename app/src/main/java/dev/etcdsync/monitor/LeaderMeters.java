package dev.etcdsync.monitor;

import dev.etcdsync.model.Clock;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Side;
import dev.etcdsync.replicate.LinkMeter.Operation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * What is measured of one leadership, from its beginning to its end. The engine's thread tells, and
 * any may scrape.
 */
final class LeaderMeters implements AutoCloseable {
  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Family family = new Family();
  private final Clock clock;
  private final Instant began;
  private final Timer apply;
  private final Map<Operation, Written> written = new EnumMap<>(Operation.class);
  private volatile Optional<LinkStatus> status = Optional.empty();
  private volatile Where where;
  private volatile Optional<Instant> lastConfirmed = Optional.empty();

  private volatile Unclean unclean = new Unclean(0);

  private record Unclean(int inARow) {}

  private record Where(long revision, long primaryRevision, Optional<Instant> confirmed) {}

  private record Written(Counter keys, Counter bytes) {}

  LeaderMeters(long epoch, Clock clock) {
    this.clock = clock;
    this.began = clock.now();
    this.where = new Where(0, 0, Optional.empty());
    this.apply = family.histogram(Metric.APPLY, BUCKETS);
    family.gauge(Metric.EPOCH, () -> epoch);
    family.gauge(Metric.PRIMARY_REVISION, () -> where.primaryRevision());
    family.gauge(Metric.CHECKPOINT_REVISION, () -> where.revision());
    family.gauge(Metric.PROGRESS_AGE, this::progressAge);
    for (Operation operation : Operation.values()) {
      written.put(
          operation,
          new Written(
              family.counter(Metric.KEYS, operation.label()),
              family.counter(Metric.WRITTEN, operation.label())));
    }
    for (LinkPhase phase : LinkPhase.values()) {
      family.gauge(Metric.PHASE, () -> is(status.map(LinkStatus::phase), phase), phase.label());
    }
    for (Guard guard : Guard.values()) {
      family.gauge(
          Metric.PARKED,
          () -> is(status.flatMap(LinkStatus::parked).map(found -> found.guard()), guard),
          guard.label());
      var _ = family.counter(Metric.PARKS, guard.label());
    }
    for (Side side : Side.values()) {
      var _ = family.counter(Metric.COMPACTIONS, side.toString());
    }
    // They begin at zero: what begins at one is missed by Prometheus' increase.
    for (CopyReason reason : CopyReason.values()) {
      var _ = family.counter(Metric.COPIES, reason.toString());
    }
    var _ = family.counter(Metric.HEALS, "missed");
    var _ = family.counter(Metric.HEALS, "different");
    ofStatus(Metric.SUSPECTED, now -> now.drift().suspected());
    ofStatus(Metric.CONTESTED, now -> now.drift().contested());
    ofStatus(Metric.COPY_KEYS, LinkStatus::total);
    ofStatus(Metric.COPY_SETTLED, LinkStatus::copied);
    ofStatus(Metric.HELD, LinkStatus::held);
    ofCompare(Metric.CHECK_TIME, last -> last.time().toEpochMilli() / 1000.0);
    ofCompare(Metric.CHECK_DURATION, last -> last.took().toMillis() / 1000.0);
    ofCompare(Metric.CHECK_CLEAN, last -> last.isClean() ? 1 : 0);
    family.gauge(Metric.CHECK_UNCLEAN, () -> unclean.inARow());
    ofCompare(Metric.DRIFT, LastCompare::missed, "missed");
    ofCompare(Metric.DRIFT, LastCompare::different, "different");
    ofCompare(Metric.DRIFT, LastCompare::stale, "stale");
    ofCompare(Metric.DRIFT, LastCompare::local, "local");
    ofCompare(Metric.DRIFT, LastCompare::statusDiverged, "status_diverged");
  }

  private static <T> double is(Optional<T> now, T wanted) {
    return now.filter(wanted::equals).isPresent() ? 1 : 0;
  }

  private void ofStatus(Metric metric, ToDoubleFunction<LinkStatus> value) {
    family.gauge(metric, () -> status.map(value::applyAsDouble).orElse(0.0));
  }

  private void ofCompare(Metric metric, ToDoubleFunction<LastCompare> value, String... labels) {
    family.gauge(
        metric,
        () ->
            status
                .flatMap(now -> now.compare().last())
                .map(value::applyAsDouble)
                .orElse(Double.NaN),
        labels);
  }

  private double progressAge() {
    Instant since = where.confirmed().or(() -> lastConfirmed).orElse(began);
    return Math.max(0, Duration.between(since, clock.now()).toMillis()) / 1000.0;
  }

  void status(LinkStatus now) {
    now.compare().last().ifPresent(this::compared);
    status = Optional.of(now);
    at(now.revision(), now.primaryRevision(), now.confirmed());
  }

  /** Told by one thread, many times of each. */
  private void compared(LastCompare last) {
    boolean known =
        status
            .flatMap(before -> before.compare().last())
            .filter(before -> before.time().equals(last.time()))
            .isPresent();
    if (!known) {
      unclean = new Unclean(last.isClean() ? 0 : unclean.inARow() + 1);
    }
  }

  void at(long revision, long primaryRevision, Optional<Instant> confirmed) {
    where = new Where(revision, primaryRevision, confirmed);
    // A copy has none: then the last one before still is what is known.
    if (confirmed.isPresent()) {
      lastConfirmed = confirmed;
    }
  }

  void copying(CopyReason reason) {
    family.counter(Metric.COPIES, reason.toString()).increment();
  }

  void wrote(Operation operation, long keys, long bytes) {
    Written counters = Objects.requireNonNull(written.get(operation));
    counters.keys().increment((double) keys);
    counters.bytes().increment((double) bytes);
  }

  void applied(long nanos) {
    apply.record(nanos, TimeUnit.NANOSECONDS);
  }

  void healed(String was) {
    family.counter(Metric.HEALS, was).increment();
  }

  void parked(Guard guard) {
    family.counter(Metric.PARKS, guard.label()).increment();
  }

  void compacted(Side side) {
    family.counter(Metric.COMPACTIONS, side.toString()).increment();
  }

  /** Prometheus' text format 0.0.4. */
  String text() {
    return family.text();
  }

  @Override
  public void close() {
    family.close();
  }
}
