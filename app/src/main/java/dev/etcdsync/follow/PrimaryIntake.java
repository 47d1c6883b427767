package dev.etcdsync.follow;

import dev.etcdsync.encryption.Prover;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.WatchItem;
import dev.etcdsync.model.Before;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Witness;
import java.util.Optional;

/**
 * Takes what the primary's watch tells, and lets into the backlog only what fits the checkpoint.
 * Owned by the engine's thread.
 */
final class PrimaryIntake {
  /** Waiting in the engine, beside what waits in the feed. */
  private static final long BACKLOG_BYTES = 4 << 20;

  private final Scope scope;
  private final Checkpoint held;
  private final WitnessCheck witness;
  private final DeletionWindow deletions;
  private final Prover prover;
  private final Optional<String> confirmed;
  private final long from;
  private final Backlog backlog = new Backlog();
  private Optional<Finding> refused = Optional.empty();
  private Optional<Revision> unproved = Optional.empty();
  private boolean first = true;
  private long told;
  private long primaryRevision;

  /**
   * @param held what the standby holds at the beginning
   * @param proof what the watch must tell first; empty if the history needs no proof
   * @param confirmed the token of a finding that the operator has confirmed
   */
  PrimaryIntake(
      Scope scope,
      Checkpoint held,
      Optional<Witness> proof,
      DeletionWindow deletions,
      Prover prover,
      Optional<String> confirmed) {
    this.scope = scope;
    this.held = held;
    this.witness = new WitnessCheck(proof, held.revision());
    this.deletions = deletions;
    this.prover = prover;
    this.confirmed = confirmed;
    // Not the one behind it: etcd answers no question for progress on a watch that begins in the
    // future (progressIfSync in its watchable_store.go).
    this.from = proof.map(Witness::revision).orElse(Math.max(1, held.revision()));
    this.told = held.revision();
    this.primaryRevision = held.revision();
  }

  /** Where the watch has to begin. */
  long from() {
    return from;
  }

  /** What waits to be applied. */
  Backlog backlog() {
    return backlog;
  }

  /** The revision behind the backlog, if something of it is encrypted as nothing before it was. */
  Optional<Revision> unproved() {
    return unproved;
  }

  /** The standby can read that revision. */
  void proved() {
    unproved.ifPresent(this::admit);
    unproved = Optional.empty();
  }

  private void admit(Revision revision) {
    backlog.add(revision);
    told = revision.number();
  }

  /** Whether there is room for more, and nothing has been refused. */
  boolean isListening() {
    return refused.isEmpty() && unproved.isEmpty() && backlog.bytes() < BACKLOG_BYTES;
  }

  /** Why the revision behind the backlog may not be applied, if so. */
  Optional<Finding> refused() {
    return refused;
  }

  /** Whether a confirmation has had its effect on what is in the backlog, or was. */
  boolean hasUsedConfirmation() {
    return deletions.hasUsedConfirmation();
  }

  void forgetConfirmation() {
    deletions.forgetConfirmation();
  }

  /** Whether the watch has shown that it tells the history that the standby holds. */
  boolean isProven() {
    return witness.isMet();
  }

  /** The primary's revision, as the watch has shown it. */
  long primaryRevision() {
    return primaryRevision;
  }

  /** With the backlog still to be applied, nothing else changes the scope up to this revision. */
  long horizon() {
    return backlog.isEmpty() ? told : Math.min(told, backlog.first().number() - 1);
  }

  /** Takes an item; returns why following has to end, if it has to. */
  Optional<FollowOutcome> take(WatchItem item) {
    return switch (item) {
      case WatchItem.Opened opened -> opened(opened);
      case WatchItem.Progress answer -> progressed(answer.revision());
      case WatchItem.Changed changed -> changed(scope.within(changed.revision()));
      case WatchItem.Broken broken -> Optional.of(broken(broken.cause()));
    };
  }

  private Optional<FollowOutcome> opened(WatchItem.Opened opened) {
    primaryRevision = Math.max(primaryRevision, opened.revision());
    if (opened.clusterId() != held.primaryCluster()) {
      return Optional.of(anotherHistory("its cluster id has changed"));
    }
    if (opened.revision() < held.revision()) {
      // The guards have just seen a later revision: this member has not caught up yet.
      throw new EtcdException(
          Side.PRIMARY,
          Failure.OTHER,
          "the member that answered is only at revision " + opened.revision());
    }
    return Optional.empty();
  }

  private FollowOutcome broken(EtcdException cause) {
    return cause.failure() == Failure.COMPACTED && !witness.isMet()
        ? new FollowOutcome.WitnessCompacted()
        : FollowOutcome.broken(Side.PRIMARY, cause);
  }

  private Optional<FollowOutcome> progressed(long revision) {
    if (!witness.isMet()) {
      return Optional.of(anotherHistory("the last event applied is not in its history"));
    }
    told = Math.max(told, revision);
    primaryRevision = Math.max(primaryRevision, revision);
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
      throw EtcdException.wentBack(Side.PRIMARY, revision.number());
    }
    if (first
        && held.position() instanceof Position.Within within
        && (within.next() != revision.number() || within.total() != revision.changes().size())) {
      return Optional.of(
          anotherHistory("revision " + within.next() + ", applied in part, is another one now"));
    }
    first = false;
    if (tellsTooLittle(revision)) {
      return Optional.of(new FollowOutcome.Resync(CopyReason.PRIMARY_COMPACTED));
    }
    refused = deletions.admit(revision, confirmed);
    if (refused.isEmpty()) {
      if (lacksProof(revision)) {
        unproved = Optional.of(revision);
      } else {
        admit(revision);
      }
    }
    return Optional.empty();
  }

  private boolean lacksProof(Revision revision) {
    return revision.changes().stream()
        .anyMatch(change ->
            change instanceof Change.Put put && prover.lacks(put.key(), put.entry().value()));
  }

  /** Whether it matters what was there before, and the primary has compacted it away. */
  private boolean tellsTooLittle(Revision revision) {
    return revision.changes().stream()
        .anyMatch(change ->
            change.before() instanceof Before.Unknown && scope.placement(change.key()).isEmpty());
  }

  private FollowOutcome anotherHistory(String what) {
    return new FollowOutcome.Refused(Finding.otherHistory(held, what));
  }
}
