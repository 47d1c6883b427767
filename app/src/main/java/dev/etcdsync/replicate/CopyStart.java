package dev.etcdsync.replicate;

import dev.etcdsync.copy.Copy;
import dev.etcdsync.copy.CopyProgress;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.guard.Ownership;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a copy starts from: what the link holds already, and what is known of the primary. Used by
 * the engine's thread.
 *
 * @param copying why it is made
 */
record CopyStart(
    Phase.Copying copying,
    Link link,
    LinkSettings settings,
    LinkKeys keys,
    Documents documents,
    Answers answers,
    Clock clock) {

  /** Whether the link has never held anything. */
  boolean isFirst() {
    return link.writer().checkpoint().isEmpty();
  }

  /**
   * What of the standby's own the copy would take the owner from. What an earlier scope replicated
   * may be created anew on the primary, and the standby's collector then does what the primary's
   * did.
   */
  Optional<Finding> endangered() {
    if (!copying.takesOver()) {
      return Optional.empty();
    }
    Optional<Scope> replicated = scopeBefore().filter(any -> copying.samePrimary());
    return new Ownership(link.primary(), link.standby(), settings.scope(), answers)
        .finding(key -> replicated.filter(scope -> scope.contains(key)).isEmpty());
  }

  private Optional<Scope> scopeBefore() {
    return link.scope().flatMap(settings.scopes()::read);
  }

  /** The copy, which has done nothing yet. */
  Copy copy(CopyProgress progress, BooleanSupplier stopping) {
    return new Copy(
        link.primary(),
        link.standby(),
        link.writer(),
        link.landing(),
        link.prover(),
        checkpoint(),
        settings.replication(),
        clock,
        progress,
        stopping,
        scopeBefore(),
        List.of(
            new Op.Put(keys.scope(), documents.writeScope(settings.scope().description())),
            // What was compared before says nothing about what this copy has written.
            new Op.Delete(keys.verified())));
  }

  /**
   * Until the copy has listed the primary, the guards go on to know it by what was known before.
   */
  private Checkpoint checkpoint() {
    Optional<Checkpoint> before = link.writer().checkpoint();
    Optional<Checkpoint> known = before.filter(checkpoint -> copying.samePrimary());
    return new Checkpoint(
        link.primaryCluster(),
        new Position.Copying(
            known.map(Checkpoint::known).orElse(0L),
            before.flatMap(Checkpoint::copyingSince).orElse(clock.now())),
        known.flatMap(Checkpoint::witness),
        before.map(Checkpoint::before).orElse(link.standbyRevision()),
        before.map(Checkpoint::seen).orElse(0L),
        Optional.empty(),
        clock.now());
  }
}
