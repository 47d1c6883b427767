package dev.etcdsync.monitor;

import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.GivenCertificates;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Side;
import dev.etcdsync.replicate.LinkMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /metrics}: what is measured of this process, and of the link while this process leads it.
 * When it does not any more, those series are gone: a replica that only stands by must not go on
 * telling what was.
 */
final class Meters implements LinkMeter, Page, AutoCloseable {
  static final String PATH = "/metrics";
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Family process = new Family();
  private final PlatformMeters platform = new PlatformMeters(process.registry());
  private final Clock clock;
  private volatile Optional<LeaderMeters> leader = Optional.empty();
  private volatile Optional<Finding> refused = Optional.empty();
  private volatile Optional<String> trouble = Optional.empty();

  /**
   * @param version of etcd-sync
   * @param checkInterval how long after a comparison of everything the next one begins, as of now
   * @param confirmed as last published, by whoever leads
   */
  Meters(
      Clock clock,
      GivenCertificates certificates,
      String version,
      Supplier<Duration> checkInterval,
      Supplier<Optional<Instant>> confirmed) {
    this.clock = clock;
    process.gauge(Metric.LEADER, () -> leads() ? 1 : 0);
    process.gauge(Metric.BUILD, () -> 1, version, Runtime.version().toString());
    process.gauge(Metric.CONFIRMED, () -> seconds(confirmed.get()));
    for (Guard guard : Guard.values()) {
      process.gauge(
          Metric.REFUSED,
          () -> refused.filter(finding -> finding.guard() == guard).isPresent() ? 1 : 0,
          guard.label());
    }
    process.gauge(Metric.CHECK_INTERVAL, () -> checkInterval.get().toMillis() / 1000.0);
    certificates
        .given()
        .forEach(given ->
            process.gauge(
                Metric.CERTIFICATE_EXPIRY,
                () -> seconds(certificates.end(given)),
                given.side().toString(),
                given.use()));
    for (Side side : Side.values()) {
      for (Failure failure : Failure.values()) {
        var _ = process.counter(Metric.ERRORS, side.toString(), label(failure));
      }
    }
  }

  /** Of Unix time. */
  private static double seconds(Optional<Instant> moment) {
    return moment.map(it -> it.toEpochMilli() / 1000.0).orElse(Double.NaN);
  }

  private static String label(Failure failure) {
    return failure.name().toLowerCase(Locale.ROOT);
  }

  /** Whether this process leads the link, as far as it knows. */
  boolean leads() {
    return leader.isPresent();
  }

  /** What keeps this process from writing even its own status. */
  Optional<Finding> refused() {
    return refused;
  }

  /** What keeps this process from its work though no guard has refused. */
  Optional<String> trouble() {
    return trouble;
  }

  @Override
  public Reply answer(Request request) {
    return Reply.of(Reply.OK, TYPE, process.text() + leader.map(LeaderMeters::text).orElse(""));
  }

  /** Counts an answer. */
  void answered(String path, int status) {
    process.counter(Metric.HTTP_REQUESTS, path, Integer.toString(status)).increment();
  }

  @Override
  public void beginning() {
    // Who is to claim leads nothing yet.
  }

  @Override
  public void leading(long epoch) {
    over();
    leader = Optional.of(new LeaderMeters(epoch, clock));
  }

  @Override
  public void refused(Optional<Finding> finding) {
    refused = finding;
  }

  @Override
  public void troubled(Optional<String> sentence) {
    trouble = sentence;
  }

  @Override
  public void over() {
    refused = Optional.empty();
    trouble = Optional.empty();
    Optional<LeaderMeters> before = leader;
    leader = Optional.empty();
    before.ifPresent(LeaderMeters::close);
  }

  @Override
  public void status(LinkStatus status) {
    leader.ifPresent(meters -> meters.status(status));
  }

  @Override
  public void at(long revision, long primaryRevision, Optional<Instant> confirmed) {
    leader.ifPresent(meters -> meters.at(revision, primaryRevision, confirmed));
  }

  @Override
  public void copying(CopyReason reason) {
    leader.ifPresent(meters -> meters.copying(reason));
  }

  @Override
  public void wrote(Operation operation, long keys, long bytes) {
    leader.ifPresent(meters -> meters.wrote(operation, keys, bytes));
  }

  @Override
  public void applied(long nanos) {
    leader.ifPresent(meters -> meters.applied(nanos));
  }

  @Override
  public void healed(String was) {
    leader.ifPresent(meters -> meters.healed(was));
  }

  @Override
  public void parked(Guard guard) {
    leader.ifPresent(meters -> meters.parked(guard));
  }

  @Override
  public void failed(Side side, Failure failure) {
    process.counter(Metric.ERRORS, side.toString(), label(failure)).increment();
  }

  @Override
  public void compacted(Side side) {
    leader.ifPresent(meters -> meters.compacted(side));
  }

  @Override
  public void close() {
    over();
    platform.close();
    process.close();
  }
}
