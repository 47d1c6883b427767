package dev.etcdsync.follow;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.Watch;
import dev.etcdsync.etcd.WatchItem;
import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Token;
import dev.etcdsync.model.Witness;
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

  /** Waiting in the engine, beside what waits in the feed. */
  private static final long BACKLOG_BYTES = 4 << 20;

  private final Etcd primary;
  private final Etcd standby;
  private final FencedWriter writer;
  private final FollowSettings settings;
  private final Clock clock;
  private final Signal signal;
  private final FollowProgress progress;
  private final BooleanSupplier stopping;
  private final LinkKeys keys;
  private final Backlog backlog = new Backlog();
  private final Evidence evidence;
  private final Merger merger;
  private final ForeignCreations foreign;
  private final DeletionWindow deletions;
  private final Optional<String> confirmed;
  private final WitnessCheck witness;
  private final long from;
  private Checkpoint checkpoint;
  private Optional<Finding> refused = Optional.empty();
  private Optional<CompletableFuture<Etcd.Reading>> asked = Optional.empty();
  private long told;
  private long primaryRevision;
  private long movedAt;
  private long askedAt;
  private long heardPrimary;
  private long heardStandby;

  /**
   * @param signal raised by the watches, and by whoever wants {@code stopping} to be looked at
   * @param proven whether the primary's history is known to be the checkpoint's, as it is right
   *     after a copy; otherwise the watch has to prove it
   * @param confirmed the token of a finding that the operator has confirmed
   * @param keysInScope keys that the standby has in scope: what deletions are measured by
   */
  public Follow(
      Etcd primary,
      Etcd standby,
      FencedWriter writer,
      KnownSurplus surplus,
      FollowSettings settings,
      Clock clock,
      Signal signal,
      FollowProgress progress,
      BooleanSupplier stopping,
      boolean proven,
      Optional<String> confirmed,
      long keysInScope) {
    this.primary = primary;
    this.standby = standby;
    this.writer = writer;
    this.settings = settings;
    this.clock = clock;
    this.signal = signal;
    this.progress = progress;
    this.stopping = stopping;
    this.confirmed = confirmed;
    this.keys = writer.hold().keys();
    this.checkpoint = writer.checkpoint().orElseThrow();
    this.evidence = new Evidence(clock);
    this.merger = new Merger(settings.limits(), surplus);
    this.foreign =
        new ForeignCreations(settings.scope(), keys, surplus, progress, checkpoint.seen());
    this.deletions = new DeletionWindow(settings.deletions(), clock, keysInScope);
    Optional<Witness> proof = proven ? Optional.empty() : checkpoint.witness();
    this.witness = new WitnessCheck(proof, checkpoint.revision());
    // Not the one behind it: etcd answers no question for progress on a watch that begins in the
    // future (progressIfSync in its watchable_store.go).
    this.from = proof.map(Witness::revision).orElse(Math.max(1, checkpoint.revision()));
    this.told = checkpoint.revision();
    this.primaryRevision = checkpoint.revision();
  }

  /**
   * Follows until something ends it.
   *
   * @throws EtcdException if either side fails, or a watch is silent for too long
   */
  public FollowOutcome run() {
    KeyRange both = settings.scope().range().spanning(keys.range());
    try (Watch onPrimary = primary.watch(settings.scope().range(), from, signal);
        Watch onStandby = standby.watch(both, checkpoint.seen() + 1, signal)) {
      heardPrimary = clock.nanos();
      heardStandby = clock.nanos();
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
        checkSilence();
        takeAnswer();
        ask(onPrimary, onStandby);
        if (!work()) {
          if (refused.isPresent()) {
            return refuse(refused.get());
          }
          clock.await(woken, untilNextTask());
        }
      }
    }
  }

  /** Does the most urgent thing there is to write, if any. */
  private boolean work() {
    if (foreign.hasUnrecorded()) {
      recordForeign();
      return true;
    }
    if (!backlog.isEmpty()) {
      apply();
      return true;
    }
    if (witness.isMet() && clock.nanos() - movedAt >= IDLE_MOVE.toNanos()) {
      move(checkpoint.position(), List.of(), List.of());
      return true;
    }
    return false;
  }

  private Optional<FollowOutcome> takePrimary(Watch watch) {
    while (refused.isEmpty() && backlog.bytes() < BACKLOG_BYTES) {
      Optional<WatchItem> item = watch.feed().poll();
      if (item.isEmpty()) {
        return Optional.empty();
      }
      heardPrimary = clock.nanos();
      Optional<FollowOutcome> end =
          switch (item.get()) {
            case WatchItem.Opened opened -> opened(opened);
            case WatchItem.Progress answer -> progressed(answer.revision());
            case WatchItem.Changed changed -> changed(inScope(changed.revision()));
            case WatchItem.Broken broken -> Optional.of(broken("primary", broken.cause()));
          };
      if (end.isPresent()) {
        return end;
      }
    }
    return Optional.empty();
  }

  private Optional<FollowOutcome> takeStandby(Watch watch) {
    while (true) {
      Optional<WatchItem> item = watch.feed().poll();
      if (item.isEmpty()) {
        return Optional.empty();
      }
      heardStandby = clock.nanos();
      switch (item.get()) {
        case WatchItem.Opened opened -> {}
        case WatchItem.Progress answer -> foreign.progress(answer.revision());
        case WatchItem.Changed changed -> foreign.take(changed.revision());
        case WatchItem.Broken broken -> {
          return Optional.of(broken("standby", broken.cause()));
        }
      }
    }
  }

  private static FollowOutcome broken(String side, EtcdException cause) {
    if (cause.failure() == Failure.COMPACTED) {
      return new FollowOutcome.Resync(side + "-compacted");
    }
    if (cause.failure() == Failure.ANSWER_TOO_LARGE) {
      return new FollowOutcome.Resync(side + "-history-too-large");
    }
    throw cause;
  }

  private Revision inScope(Revision revision) {
    List<Change> changes =
        revision.changes().stream()
            .filter(change -> settings.scope().contains(change.key()))
            .toList();
    return changes.size() == revision.changes().size()
        ? revision
        : new Revision(revision.number(), changes);
  }

  private Optional<FollowOutcome> opened(WatchItem.Opened opened) {
    primaryRevision = Math.max(primaryRevision, opened.revision());
    if (opened.clusterId() != checkpoint.primaryCluster()) {
      return Optional.of(anotherHistory("its cluster id has changed"));
    }
    if (opened.revision() < checkpoint.revision()) {
      // The guards have just seen a later revision: this member has not caught up yet.
      throw new EtcdException(
          Side.PRIMARY,
          Failure.OTHER,
          "the member that answered is only at revision " + opened.revision());
    }
    return Optional.empty();
  }

  private Optional<FollowOutcome> progressed(long revision) {
    if (!witness.isMet()) {
      return Optional.of(anotherHistory("the last event applied is not in its history"));
    }
    told = Math.max(told, revision);
    primaryRevision = Math.max(primaryRevision, revision);
    report();
    return Optional.empty();
  }

  private Optional<FollowOutcome> changed(Revision revision) {
    if (revision.changes().isEmpty()) {
      told = Math.max(told, revision.number());
      return Optional.empty();
    }
    primaryRevision = Math.max(primaryRevision, revision.number());
    return switch (witness.meaning(revision)) {
      case HELD -> Optional.empty();
      case ANOTHER_HISTORY ->
          Optional.of(
              anotherHistory(
                  "it tells revision " + revision.number() + " otherwise than it was applied"));
      case NEW -> arrived(revision);
    };
  }

  private Optional<FollowOutcome> arrived(Revision revision) {
    if (revision.number() <= told) {
      // etcd issue 20221: a watch that has hopped to another member may tell older events again.
      throw new EtcdException(
          Side.PRIMARY,
          Failure.OTHER,
          "the primary's watch went back to revision " + revision.number());
    }
    if (backlog.isEmpty()
        && checkpoint.position() instanceof Position.Within within
        && (within.next() != revision.number() || within.total() != revision.changes().size())) {
      return Optional.of(
          anotherHistory("revision " + within.next() + ", applied in part, is another one now"));
    }
    refused = deletions.admit(revision, confirmed);
    if (refused.isEmpty()) {
      backlog.add(revision);
      told = revision.number();
    }
    return Optional.empty();
  }

  private FollowOutcome anotherHistory(String what) {
    String token =
        Token.of(Guard.IDENTITY)
            .with(checkpoint.primaryCluster())
            .with(checkpoint.revision())
            .text();
    return new FollowOutcome.Refused(
        new Finding(
            Guard.IDENTITY,
            "The primary is not the one that was followed up to revision "
                + checkpoint.revision()
                + ": "
                + what
                + "; nothing more is written, so that the standby keeps what it has; bring the right"
                + " primary back, or, if this one is right, confirm with: etcd-sync confirm identity"
                + " --token "
                + token,
            Optional.of(token)));
  }

  private void apply() {
    Merger.Batch batch = merger.next(backlog, checkpoint.position());
    Revision last = announce(batch);
    if (batch.position() instanceof Position.At) {
      checkpoint = checkpoint.with(witnessOf(last));
    }
    move(batch.position(), batch.ops(), List.of());
    foreign.wrote(batch.written(), writer.hold().checkpoint());
    batch.written().forEach(merger::written);
    backlog.remove(batch.revisions());
    report();
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

  private static Optional<Witness> witnessOf(Revision revision) {
    return Optional.of(new Witness(revision.changes().getLast().key(), revision.number(), true));
  }

  private void recordForeign() {
    List<Change> some = foreign.next(settings.limits().operations() - 2 * Hold.OVERHEAD_OPERATIONS);
    move(checkpoint.position(), foreign.operations(some), some);
    foreign.recorded(some);
  }

  private void move(Position position, List<Op> ops, List<Change> recording) {
    Checkpoint next =
        checkpoint
            .with(position, clock.now())
            .withSeen(foreign.seen(checkpoint.seen(), recording))
            .withBlocked(Optional.empty());
    writer.move(next, ops);
    checkpoint = next;
    movedAt = clock.nanos();
  }

  private FollowOutcome refuse(Finding finding) {
    Checkpoint blocked = checkpoint.withBlocked(Optional.of(finding)).at(clock.now());
    writer.move(blocked, List.of());
    return new FollowOutcome.Refused(finding);
  }

  /** Takes idle progress into the checkpoint in memory, and reports where the link is. */
  private void report() {
    if (checkpoint.position() instanceof Position.At at) {
      long horizon = backlog.isEmpty() ? told : Math.min(told, backlog.first().number() - 1);
      if (horizon > at.revision()) {
        checkpoint = checkpoint.with(new Position.At(horizon), clock.now());
      }
    }
    evidence.holds(checkpoint.revision());
    progress.at(checkpoint.revision(), primaryRevision, evidence.confirmed());
  }

  private void checkSilence() {
    checkSilence(Side.PRIMARY, heardPrimary);
    checkSilence(Side.STANDBY, heardStandby);
  }

  private void checkSilence(Side side, long heard) {
    // While the engine takes nothing because it has enough, silence means nothing.
    boolean listening = backlog.bytes() < BACKLOG_BYTES && refused.isEmpty();
    if (listening && clock.nanos() - heard > settings.timing().watchdog().toNanos()) {
      throw new EtcdException(
          side,
          Failure.TIMEOUT,
          "the "
              + side
              + "'s watch has been silent for "
              + settings.timing().watchdog().toSeconds()
              + " s");
    }
  }

  private void ask(Watch onPrimary, Watch onStandby) {
    if (clock.nanos() - askedAt >= ASK.toNanos()) {
      askedAt = clock.nanos();
      if (asked.isEmpty()) {
        evidence.asking();
        asked =
            Optional.of(
                primary
                    .get(List.of(settings.scope().range().from()), 0)
                    .whenComplete((answer, error) -> signal.raise()));
      }
      onPrimary.requestProgress();
      onStandby.requestProgress();
    }
  }

  /** The primary's revision, asked of its quorum: a watch tells only what its member knows. */
  private void takeAnswer() {
    if (asked.isPresent() && asked.get().isDone()) {
      CompletableFuture<Etcd.Reading> answer = asked.get();
      asked = Optional.empty();
      if (answer.isCompletedExceptionally()) {
        evidence.unanswered();
      } else {
        long revision = answer.join().revision();
        primaryRevision = Math.max(primaryRevision, revision);
        evidence.answered(revision);
        report();
      }
    }
  }

  private Duration untilNextTask() {
    long next = Math.min(askedAt + ASK.toNanos(), movedAt + IDLE_MOVE.toNanos()) - clock.nanos();
    return Duration.ofNanos(Math.max(next, 1_000_000));
  }
}
