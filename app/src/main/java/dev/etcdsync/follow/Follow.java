package dev.etcdsync.follow;

import dev.etcdsync.drift.Comparisons;
import dev.etcdsync.drift.DriftProgress;
import dev.etcdsync.drift.Repair;
import dev.etcdsync.drift.Suspects;
import dev.etcdsync.encryption.Prover;
import dev.etcdsync.encryption.UnprovedException;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.etcd.Watch;
import dev.etcdsync.etcd.WatchItem;
import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.VerifiedDocument;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.ReplicationSettings;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Follows the primary from the checkpoint on, until something ends it. It is used once. */
public final class Follow {
  /** How often an idle link writes its checkpoint. */
  private static final Duration IDLE_MOVE = Duration.ofSeconds(5);

  private static final Duration ASK = Duration.ofSeconds(1);

  /** How long drift waits for the primary's changes to be applied. */
  private static final Duration REPAIR_PATIENCE = Duration.ofSeconds(1);

  /** Operations that say that nothing is being tried on the standby's apiserver any more. */
  private static final int CLOSING = 2;

  private final Etcd primary;
  private final Etcd standby;
  private final FencedWriter writer;
  private final ReplicationSettings settings;
  private final Clock clock;
  private final Answers answers;
  private final Signal signal;
  private final FollowProgress progress;
  private final AppliedDeletions deletions;
  private final BooleanSupplier stopping;
  private final LinkKeys keys;
  private final Evidence evidence;
  private final Landing landing;
  private final Prover prover;
  private final Merger merger;
  private final PrimaryIntake intake;
  private final Backlog backlog;
  private final Arrivals arrivals = new Arrivals();
  private final ForeignCreations foreign;
  private final ForeignDoings doings;
  private final Suspects suspects;
  private final Repair repair;
  private final Comparisons comparisons;
  private Checkpoint checkpoint;
  private Optional<Op> unpublished = Optional.empty();
  private boolean begun;
  private boolean comparing;
  private boolean applied;

  /**
   * What stopped an earlier attempt is gone once data has been written, or nothing was left to
   * write; that a checkpoint could be written proves nothing.
   */
  private boolean unblocked;

  private long movedAt;
  private long askedAt;
  private long heardPrimary;
  private long heardScope;
  private long heardOwn;

  /**
   * @param signal raised by the watches, and by whoever wants {@code stopping} to be looked at
   * @param suspects keys that others have written on the standby
   * @param comparisons told when to begin and to end, and asked what they found
   * @param proof whether the watch has to prove that the primary's history is the checkpoint's
   * @param confirmed the token of a finding that the operator has confirmed
   */
  public Follow(
      Etcd primary,
      Etcd standby,
      FencedWriter writer,
      Landing landing,
      Prover prover,
      ReplicationSettings settings,
      Clock clock,
      Signal signal,
      FollowProgress progress,
      BooleanSupplier stopping,
      Suspects suspects,
      DriftProgress drift,
      Comparisons comparisons,
      Proof proof,
      Optional<String> confirmed) {
    this.primary = primary;
    this.standby = standby;
    this.writer = writer;
    this.settings = settings;
    this.clock = clock;
    this.answers = new Answers(clock, settings.timing().requestTimeout());
    this.signal = signal;
    this.progress = progress;
    this.deletions = new AppliedDeletions(progress);
    this.stopping = stopping;
    this.keys = writer.hold().keys();
    this.checkpoint = writer.checkpoint().orElseThrow();
    this.evidence = new Evidence(primary, settings.scope().range().from(), clock, signal);
    this.landing = landing;
    this.prover = prover;
    this.merger = new Merger(settings.limits(), landing);
    this.foreign =
        new ForeignCreations(settings.scope(), landing.surplus(), progress, checkpoint.seen());
    this.comparisons = comparisons;
    this.doings = new ForeignDoings(keys, settings.scope(), foreign, suspects, comparisons);
    this.suspects = suspects;
    this.repair =
        new Repair(
            suspects,
            primary,
            standby,
            writer,
            landing,
            prover,
            settings.scope(),
            settings.limits(),
            answers,
            drift,
            foreign::wrote);
    this.intake =
        new PrimaryIntake(
            settings.scope(),
            checkpoint,
            proof == Proof.WAIVED ? Optional.empty() : checkpoint.witness(),
            new DeletionWindow(settings.scope(), settings.deletions(), clock, this::keysBefore),
            prover,
            confirmed);
    this.backlog = intake.backlog();
  }

  /**
   * Follows until something ends it.
   *
   * @throws EtcdException if either side fails, or a watch is silent for too long
   * @throws UnprovedException if the standby's apiserver could not read what comes next
   */
  public FollowOutcome run() {
    KeyRange scope = settings.scope().range();
    try (Watch onPrimary = primary.watch(scope, intake.from(), true, signal);
        StandbyHistory onStandby =
            new StandbyHistory(standby, scope, keys, checkpoint.seen() + 1, signal)) {
      heardPrimary = clock.nanos();
      heardScope = clock.nanos();
      heardOwn = clock.nanos();
      movedAt = clock.nanos() - IDLE_MOVE.toNanos();
      askedAt = clock.nanos() - ASK.toNanos();
      while (true) {
        CompletableFuture<Void> woken = signal.next();
        if (stopping.getAsBoolean()) {
          return new FollowOutcome.Stopped();
        }
        Optional<FollowOutcome> end = takeStandby(onStandby).or(() -> takePrimary(onPrimary));
        if (end.isPresent()) {
          return end.get();
        }
        takeFindings();
        if (suspects.areTooMany()) {
          return new FollowOutcome.Resync("drift");
        }
        checkSilence(Side.PRIMARY, heardPrimary);
        checkSilence(Side.STANDBY, heardScope);
        checkSilence(Side.STANDBY, heardOwn);
        ask(onPrimary, onStandby);
        if (!work()) {
          if (intake.refused().isPresent()) {
            return refuse(intake.refused().get());
          }
          clock.await(woken, untilNextTask());
        }
      }
    } finally {
      comparisons.end();
    }
  }

  /** Does the most urgent thing there is to write, if any. */
  private boolean work() {
    if (foreign.hasUnrecorded()) {
      recordForeign();
      return true;
    }
    if (isTimeToRepair()) {
      repair();
      return true;
    }
    if (!backlog.isEmpty()) {
      apply();
      return true;
    }
    if (intake.unproved().isPresent()) {
      prove(intake.unproved().get());
      int waiting = backlog.size();
      intake.proved();
      arrivals.heard(backlog.size() - waiting, clock.nanos());
      return true;
    }
    if (unpublished.isPresent()) {
      move(checkpoint.position(), List.of(unpublished.get()), List.of());
      unpublished = Optional.empty();
      return true;
    }
    if (!doings.requests().isEmpty()) {
      List<Op> taken = doings.requests().stream().<Op>map(Op.Delete::new).toList();
      move(checkpoint.position(), taken, List.of());
      doings.answered();
      return true;
    }
    if (intake.hasUsedConfirmation()) {
      move(
          checkpoint.position(),
          List.of(new Op.Delete(keys.confirmation(Guard.MASS_DELETION))),
          List.of());
      intake.forgetConfirmation();
      return true;
    }
    if (intake.isProven() && clock.nanos() - movedAt >= idleMove().toNanos()) {
      applied = false;
      move(checkpoint.position(), List.of(), List.of());
      return true;
    }
    return false;
  }

  /** What was applied last is published soon; after that nothing urges. */
  private Duration idleMove() {
    return applied ? settings.timing().statusInterval() : IDLE_MOVE;
  }

  private Optional<FollowOutcome> takePrimary(Watch watch) {
    boolean heard = false;
    int waiting = backlog.size();
    while (intake.isListening()) {
      Optional<WatchItem> item = watch.feed().poll();
      if (item.isEmpty()) {
        break;
      }
      heard = true;
      Optional<FollowOutcome> end = intake.take(item.get());
      if (end.isPresent()) {
        return end;
      }
    }
    if (heard) {
      heardPrimary = clock.nanos();
      arrivals.heard(backlog.size() - waiting, heardPrimary);
      report();
    }
    return Optional.empty();
  }

  private Optional<FollowOutcome> takeStandby(StandbyHistory history) {
    StandbyHistory.Taken taken = history.take(doings);
    // Each watch answers for itself: one that hangs must not hide behind the other.
    if (taken.scope()) {
      heardScope = clock.nanos();
    }
    if (taken.own()) {
      heardOwn = clock.nanos();
    }
    return taken.end();
  }

  private void takeFindings() {
    comparisons
        .found()
        .ifPresent(found -> {
          found.keys().forEach(suspects::found);
          found
              .verified()
              .flatMap(new VerifiedDocument()::write)
              .ifPresent(
                  document -> unpublished = Optional.of(new Op.Put(keys.verified(), document)));
          // What was found is published as soon as what was applied.
          applied = true;
        });
  }

  private void apply() {
    Merger.Batch batch = merger.next(backlog, checkpoint.position());
    Revision last = announce(batch);
    if (batch.position() instanceof Position.At) {
      checkpoint = checkpoint.with(Optional.of(Witness.of(last)));
    }
    unblocked = true;
    List<Op> ops = new ArrayList<>(batch.ops());
    if (ops.size() + CLOSING <= settings.limits().operations() - Hold.OVERHEAD_OPERATIONS) {
      ops.addAll(prover.closing());
    } else {
      prover.close();
    }
    move(batch.position(), ops, List.of());
    prover.closed();
    foreign.wrote(batch.written(), writer.hold().checkpoint());
    suspects.overwritten(batch.written());
    batch.effects().forEach(landing::landed);
    deletions.tell(
        batch.effects(), backlog.first(Math.max(1, batch.revisions())), writer.hold().checkpoint());
    tell(batch);
    backlog.remove(batch.revisions());
    arrivals.applied(batch.revisions());
    applied = true;
    report();
  }

  private void tell(Merger.Batch batch) {
    long puts = 0;
    long bytes = 0;
    for (Landing.Effect effect : batch.effects()) {
      puts += effect.takesAway() ? 0 : 1;
      bytes += effect.bytes();
    }
    progress.applied(
        puts, batch.effects().size() - puts, bytes, movedAt - arrivals.oldest(movedAt));
  }

  /** Tells of the changes of a batch, and returns the last revision that it touches. */
  private Revision announce(Merger.Batch batch) {
    Revision last = backlog.first();
    boolean continues = checkpoint.position() instanceof Position.Within;
    int index = 0;
    for (Revision revision : backlog) {
      if (index >= Math.max(1, batch.revisions())) {
        break;
      }
      if (!continues) {
        revision.changes().forEach(change -> progress.applying(revision, change));
      }
      last = revision;
      index++;
    }
    return last;
  }

  /** Everything before the revision is applied, and nothing is under way. */
  private void prove(Revision revision) {
    long began = clock.nanos();
    for (Change change : revision.changes()) {
      if (change instanceof Change.Put put && prover.lacks(put.key(), put.entry().value())) {
        prover.prove(put.key(), put.entry().value());
      }
    }
    waited(clock.nanos() - began);
  }

  /** What the primary has done comes first, unless there is no end of it. */
  private boolean isTimeToRepair() {
    Duration patience = backlog.isEmpty() ? Duration.ZERO : REPAIR_PATIENCE;
    return intake.isProven()
        && checkpoint.position() instanceof Position.At
        && suspects
            .nextDue()
            .filter(due -> due + patience.toNanos() - clock.nanos() <= 0)
            .isPresent();
  }

  private void repair() {
    long began = clock.nanos();
    Repair.Result result = repair.look(checkpoint.revision());
    waited(clock.nanos() - began);
    switch (result) {
      case DONE -> {}
      case IN_DOUBT -> move(checkpoint.position(), List.of(), List.of());
    }
  }

  private void recordForeign() {
    List<Change> some = foreign.next(settings.limits());
    move(checkpoint.position(), foreign.operations(some), some);
    foreign.recorded(some);
  }

  private void move(Position position, List<Op> ops, List<Change> recording) {
    Checkpoint next =
        checkpoint
            .with(position, clock.now())
            .withSeen(foreign.seen(checkpoint.seen(), recording))
            .withBlocked(unblocked ? Optional.empty() : checkpoint.blocked());
    long sent = clock.nanos();
    writer.move(next, ops);
    checkpoint = next;
    movedAt = clock.nanos();
    waited(movedAt - sent);
    if (unblocked) {
      progress.moved();
    }
  }

  /** While this thread waits it asks nobody anything: that is no silence. */
  private void waited(long nanos) {
    heardPrimary += nanos;
    heardScope += nanos;
    heardOwn += nanos;
  }

  private FollowOutcome refuse(Finding finding) {
    Checkpoint blocked = checkpoint.withBlocked(Optional.of(finding)).at(clock.now());
    writer.move(blocked, List.of());
    return new FollowOutcome.Refused(finding);
  }

  /** How many keys in scope there were before a revision of the primary. */
  private long keysBefore(long revision) {
    try {
      return count(primary, Side.PRIMARY, revision - 1);
    } catch (EtcdException e) {
      if (e.failure() == Failure.COMPACTED) {
        return count(standby, Side.STANDBY, 0);
      }
      throw e;
    }
  }

  private long count(Etcd etcd, Side side, long revision) {
    Listing listing = Listing.begin(etcd, side, settings.scope(), revision, answers);
    long keys = 0;
    for (; listing.peek().isPresent(); listing.advance()) {
      keys++;
    }
    return keys;
  }

  /** Takes idle progress into the checkpoint in memory, and reports where the link is. */
  private void report() {
    if (!intake.isProven()) {
      return;
    }
    if (!begun) {
      begun = true;
      progress.begun(checkpoint.revision());
    }
    if (checkpoint.position() instanceof Position.At at && intake.horizon() > at.revision()) {
      checkpoint = checkpoint.with(new Position.At(intake.horizon()), clock.now());
    }
    evidence.holds(checkpoint.revision());
    unblocked |= evidence.confirmed().isPresent();
    if (!comparing && evidence.confirmed().isPresent()) {
      // Not before: what is to be caught up with comes first.
      comparing = true;
      comparisons.begin();
    }
    long primaryRevision = Math.max(intake.primaryRevision(), evidence.primaryRevision());
    progress.at(
        checkpoint.revision(), primaryRevision, evidence.confirmed(), landing.held().size());
  }

  private void checkSilence(Side side, long heard) {
    // While the engine takes nothing because it has enough, silence means nothing.
    if (intake.isListening() && clock.nanos() - heard > settings.timing().watchdog().toNanos()) {
      throw new EtcdException(
          side,
          Failure.TIMEOUT,
          "the %s's watch has been silent for %d s"
              .formatted(side, settings.timing().watchdog().toSeconds()));
    }
  }

  private void ask(Watch onPrimary, StandbyHistory onStandby) {
    if (evidence.takeAnswer()) {
      report();
    }
    if (clock.nanos() - askedAt >= ASK.toNanos()) {
      askedAt = clock.nanos();
      evidence.ask();
      onPrimary.requestProgress();
      onStandby.requestProgress();
    }
  }

  private Duration untilNextTask() {
    long next = Math.min(askedAt + ASK.toNanos(), movedAt + idleMove().toNanos());
    long due = suspects.nextDue().orElse(next);
    return Duration.ofNanos(Math.max(Math.min(next, due) - clock.nanos(), 1_000_000));
  }
}
