package dev.etcdsync.replicate;

import dev.etcdsync.copy.CopyOutcome;
import dev.etcdsync.copy.CopyProgress;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.follow.FollowProgress;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.ContractPhrase;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.LastCopy;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.LinkVersions;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Keeps what there is to say of the link, for the log and for the status that is published. Owned
 * by the engine's thread, but for {@link #verbose}.
 */
final class Reporter implements CopyProgress, FollowProgress {
  private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
  private static final Duration PROGRESS = Duration.ofSeconds(2);

  /** What stops at certain keys: that others are written does not show that it is gone. */
  private static final Set<Guard> AT_CERTAIN_KEYS =
      Set.of(Guard.MASS_DELETION, Guard.TOO_LARGE, Guard.NO_PERMISSION, Guard.ENCRYPTION);

  private final Clock clock;
  private final Documents documents;
  private final LinkKeys keys;
  private final Duration interval;
  private final UnaryOperator<Finding> confirming;
  private final String holder;
  private final AuditLog audit;
  private final LinkMeter meter;
  private final Supplier<DriftSummary> drift;
  private final Supplier<CompareSummary> compare;
  private volatile boolean verbose;
  private LinkPhase phase = LinkPhase.CONNECTING;
  private long epoch;
  private long revision;
  private long primaryRevision;
  private Optional<Instant> confirmed = Optional.empty();
  private long copied;
  private long total;
  private long held;
  private Optional<Finding> parked = Optional.empty();
  private Optional<String> trouble = Optional.empty();
  private LinkVersions versions;
  private long publishedAt;
  private boolean changed = true;
  private boolean announced;
  private long copyBegan;
  private Optional<LastCopy> copy = Optional.empty();
  private long progressAt;
  private long countedKeys;
  private long countedBytes;

  Reporter(
      Clock clock,
      Documents documents,
      LinkKeys keys,
      Duration interval,
      UnaryOperator<Finding> confirming,
      String holder,
      String version,
      AuditLog audit,
      LinkMeter meter,
      Supplier<DriftSummary> drift,
      Supplier<CompareSummary> compare) {
    this.clock = clock;
    this.documents = documents;
    this.keys = keys;
    this.interval = interval;
    this.confirming = confirming;
    this.holder = holder;
    this.versions = new LinkVersions(Optional.of(version), List.of());
    this.audit = audit;
    this.meter = meter;
    this.drift = drift;
    this.compare = compare;
  }

  /** Whether to log every change; from any thread. */
  void verbose(boolean on) {
    verbose = on;
  }

  void claimed(long newEpoch) {
    epoch = newEpoch;
    meter.leading(newEpoch);
  }

  /** An earlier leader has said this of what the standby still holds. */
  void inherits(Instant confirmedBefore) {
    confirmed = Optional.of(confirmedBefore);
  }

  /** The primary has answered, and these are the versions of its members. */
  void primaryRuns(List<String> members) {
    versions = new LinkVersions(versions.leader(), members);
  }

  /** A side does not answer; the link tries again. */
  void troubled(String reason) {
    enter(LinkPhase.CONNECTING);
    trouble = Optional.of(reason);
    meter.troubled(trouble);
  }

  /** A guard has refused. The same finding is logged once. */
  void parked(Finding finding) {
    if (!Finding.areSame(parked, Optional.of(finding))) {
      LOG.error(
          "Parked guard={} {}", finding.guard().label(), confirming.apply(finding).sentence());
      meter.parked(finding.guard());
    }
    parked = Optional.of(finding);
    enter(LinkPhase.PARKED);
  }

  /**
   * The link goes on. Until this is called it is said to be parked, whatever it tries: only what
   * has been written proves that the cause is gone.
   */
  void resumed() {
    parked.ifPresent(finding -> LOG.info("Resumed guard={}", finding.guard().label()));
    parked = Optional.empty();
    if (phase == LinkPhase.FOLLOWING && !announced) {
      announce(revision);
    }
  }

  boolean isParkedBy(Guard guard) {
    return parked.filter(finding -> finding.guard() == guard).isPresent();
  }

  private void announce(long from) {
    announced = true;
    LOG.info("{} revision={}", ContractPhrase.START_SYNC_UPDATE, from);
  }

  void copying(boolean first, CopyReason reason) {
    news().log("{} reason={}", first ? "Copy" : "Resync", reason);
    meter.copying(reason);
    countedKeys = 0;
    countedBytes = 0;
    copy = Optional.of(new LastCopy(clock.now(), Optional.of(reason.toString()), true));
    enter(LinkPhase.COPYING);
    revision = 0;
    confirmed = Optional.empty();
    copied = 0;
    total = 0;
    copyBegan = clock.nanos();
    progressAt = clock.nanos();
  }

  @Override
  public void begun(long from) {
    announced = false;
    enter(LinkPhase.FOLLOWING);
    if (parked.isEmpty()) {
      announce(from);
    }
    revision = from;
    primaryRevision = Math.max(primaryRevision, from);
    total = 0;
    copied = 0;
  }

  /** What is tried while the link is parked is no news until it succeeds. */
  private LoggingEventBuilder news() {
    return LOG.atLevel(parked.isPresent() ? Level.DEBUG : Level.INFO);
  }

  private void enter(LinkPhase next) {
    phase = next;
    trouble = Optional.empty();
    changed = true;
    meter.status(status());
  }

  @Override
  public void listed(long listedRevision, long keysListed) {
    total = keysListed;
    primaryRevision = listedRevision;
    news().log("Copy started revision={} keys={}", listedRevision, keysListed);
  }

  @Override
  public void settled(long settled, long of, long written, long bytes, long newPrimaryRevision) {
    meter.wrote(LinkMeter.Operation.COPY, written - countedKeys, bytes - countedBytes);
    countedKeys = written;
    countedBytes = bytes;
    if (written > 0 && parked.filter(it -> !AT_CERTAIN_KEYS.contains(it.guard())).isPresent()) {
      resumed();
    }
    copied = settled;
    total = of;
    primaryRevision = newPrimaryRevision;
    if (clock.nanos() - progressAt >= PROGRESS.toNanos()) {
      progressAt = clock.nanos();
      LOG.info(
          "Copy progress copied={} total={} keysPerSecond={}",
          copied,
          total,
          Math.round(copied / secondsSinceCopyBegan()));
    }
  }

  @Override
  public void deleted(KeyMeta stale) {
    meter.wrote(LinkMeter.Operation.DELETE, 1, stale.key().length());
    audit.tell(
        "delete",
        stale.key(),
        "stale: replicated once, and the primary has it no more",
        0,
        stale.modRevision());
  }

  @Override
  public void dropped(Key key) {
    audit.tell("delete", key, "held no longer", 0, 0);
  }

  @Override
  public void disturbed(List<Key> missing) {
    LOG.warn(
        "Copy ends while others keep changing its keys on the standby missing={} example={}",
        missing.size(),
        missing.isEmpty() ? "none" : missing.getFirst());
  }

  @Override
  public void ordered(long unreadable, long incomplete, Optional<Key> example) {
    if (unreadable > 0) {
      LOG.info(
          "Written after all others, because their owners cannot be read objects={}", unreadable);
    }
    example.ifPresent(key ->
        LOG.warn(
            "Written without something that they name and that is not replicated objects={}"
                + " example={}; the standby's controllers may delete them",
            incomplete,
            key));
  }

  @Override
  public void leftBehind(long keys, Key example) {
    LOG.warn(
        "Out of scope now, and left on the standby as they are objects={} example={}; nothing keeps"
            + " them up to date; delete there what shall not stay",
        keys,
        example);
  }

  void finished(CopyOutcome.Finished finished) {
    resumed();
    held = finished.held();
    LOG.info(
        "Copy finished revision={} keys={} written={} deleted={} localSurplus={} held={} seconds={}",
        finished.revision(),
        total,
        finished.written(),
        finished.deleted(),
        finished.local(),
        finished.held(),
        String.format(Locale.ROOT, "%.1f", secondsSinceCopyBegan()));
  }

  private double secondsSinceCopyBegan() {
    return Math.max(1, clock.nanos() - copyBegan) / 1e9;
  }

  @Override
  public void at(
      long newRevision, long newPrimaryRevision, Optional<Instant> newConfirmed, long newHeld) {
    revision = newRevision;
    primaryRevision = newPrimaryRevision;
    // While it catches up, what was confirmed before is still there, and more.
    confirmed = newConfirmed.or(() -> confirmed);
    held = newHeld;
    meter.at(newRevision, newPrimaryRevision, confirmed);
  }

  @Override
  public void moved() {
    resumed();
  }

  @Override
  public void applied(long puts, long deletions, long bytes, long nanos) {
    meter.applied(nanos);
    meter.wrote(LinkMeter.Operation.PUT, puts, bytes);
    meter.wrote(LinkMeter.Operation.DELETE, deletions, 0);
  }

  @Override
  public void applying(Revision of, Change change) {
    if (verbose) {
      switch (change) {
        case Change.Put put ->
            LOG.info(
                "Change put key={} revision={} bytes={}",
                put.key(),
                of.number(),
                put.entry().value().size());
        case Change.Delete delete ->
            LOG.info("Change delete key={} revision={}", delete.key(), of.number());
      }
    }
  }

  @Override
  public void deleted(Key key, Optional<Placement> placement, long of, long modRevision) {
    audit.deleted(key, placement, of, modRevision);
  }

  @Override
  public void foreign(Change change, long modRevision) {
    if (verbose) {
      String what =
          switch (change) {
            case Change.Put put -> "created";
            case Change.Delete delete -> "deleted";
          };
      LOG.info("Foreign {} key={} modRevision={}", what, change.key(), modRevision);
    }
  }

  /** The operation that publishes the status, if it is time to. */
  Optional<Op> due() {
    if (!changed && clock.nanos() - publishedAt < interval.toNanos()) {
      return Optional.empty();
    }
    return Optional.of(publication());
  }

  /** The operation that publishes the status now. */
  Op publication() {
    publishedAt = clock.nanos();
    changed = false;
    LinkStatus status = status();
    meter.status(status);
    return new Op.Put(keys.status(), documents.write(status));
  }

  private LinkStatus status() {
    return new LinkStatus(
        parked.isPresent() ? LinkPhase.PARKED : phase,
        epoch,
        holder,
        revision,
        primaryRevision,
        confirmed,
        copied,
        total,
        copy.map(it -> new LastCopy(it.began(), it.reason(), phase == LinkPhase.COPYING)),
        held,
        drift.get(),
        compare.get(),
        parked,
        trouble,
        versions,
        clock.now());
  }
}
