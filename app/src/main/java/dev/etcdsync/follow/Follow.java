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
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.Watch;
import dev.etcdsync.etcd.WatchItem;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.VerifiedDocument;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.ReplicationSettings;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Signal;
import java.time.Duration;
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

  private final Etcd primary;
  private final Etcd standby;
  private final ReplicationSettings settings;
  private final Clock clock;
  private final Signal signal;
  private final FollowProgress progress;
  private final BooleanSupplier stopping;
  private final LinkKeys keys;
  private final Evidence evidence;
  private final Landing landing;
  private final Prover prover;
  private final PrimaryIntake intake;
  private final Backlog backlog;
  private final ForeignCreations foreign;
  private final ForeignDoings doings;
  private final Suspects suspects;
  private final Repair repair;
  private final Comparisons comparisons;
  private final Silence silence;
  private final Moves moves;
  private final Applying applying;
  private Optional<Op> unpublished = Optional.empty();
  private boolean begun;
  private boolean comparing;
  private boolean applied;
  private long askedAt;

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
    Checkpoint checkpoint = writer.checkpoint().orElseThrow();
    Answers answers = new Answers(clock, settings.timing().requestTimeout());
    KeyCount keysInScope = new KeyCount(primary, standby, settings.scope(), answers);
    this.primary = primary;
    this.standby = standby;
    this.settings = settings;
    this.clock = clock;
    this.signal = signal;
    this.progress = progress;
    this.stopping = stopping;
    this.keys = writer.hold().keys();
    this.evidence = new Evidence(primary, settings.scope().range().from(), clock, signal);
    this.landing = landing;
    this.prover = prover;
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
            new DeletionWindow(settings.scope(), settings.deletions(), clock, keysInScope::before),
            prover,
            confirmed);
    this.backlog = intake.backlog();
    this.silence = new Silence(clock, settings.timing().watchdog());
    this.moves = new Moves(writer, checkpoint, foreign, clock, progress, silence);
    this.applying =
        new Applying(
            backlog,
            moves,
            writer,
            landing,
            prover,
            foreign,
            suspects,
            settings.limits(),
            progress);
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
            new StandbyHistory(standby, scope, keys, moves.checkpoint().seen() + 1, signal)) {
      silence.heardAll();
      moves.owe(IDLE_MOVE);
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
          return new FollowOutcome.Resync(CopyReason.DRIFT);
        }
        if (intake.isListening()) {
          // While the engine takes nothing because it has enough, silence means nothing.
          silence.check();
        }
        ask(onPrimary, onStandby);
        if (!work()) {
          if (intake.refused().isPresent()) {
            moves.blocked(intake.refused().get());
            return new FollowOutcome.Refused(intake.refused().get());
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
      moves.recording(foreign.next(settings.limits()));
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
      applying.heard(backlog.size() - waiting, clock.nanos());
      return true;
    }
    if (unpublished.isPresent()) {
      moves.with(List.of(unpublished.get()));
      unpublished = Optional.empty();
      return true;
    }
    if (!doings.requests().isEmpty()) {
      moves.with(doings.requests().stream().<Op>map(Op.Delete::new).toList());
      doings.answered();
      return true;
    }
    if (intake.hasUsedConfirmation()) {
      moves.with(List.of(new Op.Delete(keys.confirmation(Guard.MASS_DELETION))));
      intake.forgetConfirmation();
      return true;
    }
    if (intake.isProven() && clock.nanos() - moves.movedAt() >= idleMove().toNanos()) {
      applied = false;
      moves.with(List.of());
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
      silence.heardPrimary();
      applying.heard(backlog.size() - waiting, clock.nanos());
      report();
    }
    return Optional.empty();
  }

  private Optional<FollowOutcome> takeStandby(StandbyHistory history) {
    StandbyHistory.Taken taken = history.take(doings);
    silence.heard(taken);
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
    applying.next();
    applied = true;
    report();
  }

  /** Everything before the revision is applied, and nothing is under way. */
  private void prove(Revision revision) {
    long began = clock.nanos();
    for (Change change : revision.changes()) {
      if (change instanceof Change.Put put && prover.lacks(put.key(), put.entry().value())) {
        prover.prove(put.key(), put.entry().value());
      }
    }
    silence.waited(clock.nanos() - began);
  }

  /** What the primary has done comes first, unless there is no end of it. */
  private boolean isTimeToRepair() {
    Duration patience = backlog.isEmpty() ? Duration.ZERO : REPAIR_PATIENCE;
    return intake.isProven()
        && moves.checkpoint().position() instanceof Position.At
        && suspects
            .nextDue()
            .filter(due -> due + patience.toNanos() - clock.nanos() <= 0)
            .isPresent();
  }

  private void repair() {
    long began = clock.nanos();
    Repair.Result result = repair.look(moves.checkpoint().revision());
    silence.waited(clock.nanos() - began);
    switch (result) {
      case DONE -> {}
      case IN_DOUBT -> moves.with(List.of());
    }
  }

  /** Takes idle progress into the checkpoint in memory, and reports where the link is. */
  private void report() {
    if (!intake.isProven()) {
      return;
    }
    if (!begun) {
      begun = true;
      progress.begun(moves.checkpoint().revision());
    }
    moves.idleUntil(intake.horizon());
    long revision = moves.checkpoint().revision();
    evidence.holds(revision);
    if (evidence.confirmed().isPresent()) {
      moves.unblock();
      if (!comparing) {
        // Not before: what is to be caught up with comes first.
        comparing = true;
        comparisons.begin();
      }
    }
    long primaryRevision = Math.max(intake.primaryRevision(), evidence.primaryRevision());
    progress.at(revision, primaryRevision, evidence.confirmed(), landing.held().size());
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
    long next = Math.min(askedAt + ASK.toNanos(), moves.movedAt() + idleMove().toNanos());
    long due = suspects.nextDue().orElse(next);
    return Duration.ofNanos(Math.max(Math.min(next, due) - clock.nanos(), 1_000_000));
  }
}
