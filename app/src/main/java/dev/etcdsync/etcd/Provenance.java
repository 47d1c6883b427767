package dev.etcdsync.etcd;

import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.Scope;
import java.util.Optional;

/**
 * Tells keys that were once replicated from the standby's own. In doubt a key is the standby's own:
 * too much left is a line in a report, too much deleted is a disaster (invariant 5). Used by one
 * thread; asks the standby where it has to.
 */
public final class Provenance {
  private final OwnRevisions ours;
  private final Checkpoint checkpoint;
  private final KnownSurplus surplus;
  private final Optional<Scope> scopeBefore;

  /**
   * @param checkpoint with what is known of the standby's own keys
   * @param scopeBefore in which the standby's own keys have been recorded so far; empty: none
   */
  public Provenance(
      Etcd standby,
      LinkKeys keys,
      Answers answers,
      Checkpoint checkpoint,
      KnownSurplus surplus,
      Optional<Scope> scopeBefore) {
    this.ours = new OwnRevisions(standby, keys, answers);
    this.checkpoint = checkpoint;
    this.surplus = surplus;
    this.scopeBefore = scopeBefore;
  }

  /**
   * Whether a key that only the standby has was once replicated by us.
   *
   * @throws EtcdException if the standby does not answer
   */
  public boolean isOurs(KeyMeta key) {
    if (surplus.contains(key.key())) {
      return false;
    }
    boolean recorded = scopeBefore.filter(scope -> scope.contains(key.key())).isPresent();
    if (recorded && key.createRevision() <= checkpoint.seen()) {
      // Up to there every key of the standby's own has been recorded, and this is none of them.
      return true;
    }
    if (key.modRevision() <= checkpoint.before()) {
      return false;
    }
    return wroteAt(key.createRevision()) || wroteAt(key.modRevision());
  }

  /**
   * Whether a revision of the standby is known to be ours.
   *
   * @throws EtcdException if the standby does not answer
   */
  public boolean wroteAt(long revision) {
    return ours.contain(revision);
  }
}
