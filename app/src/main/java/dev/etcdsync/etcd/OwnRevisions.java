package dev.etcdsync.etcd;

import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells revisions of the standby that are known to be ours: every transaction of ours puts the
 * checkpoint or the mark, and no foreign one does. Asks the standby, for each once. Used by one
 * thread.
 */
public final class OwnRevisions {
  private final Etcd standby;
  private final List<Key> signs;
  private final Answers answers;
  private final Map<Long, Boolean> known = new HashMap<>();

  public OwnRevisions(Etcd standby, LinkKeys keys, Answers answers) {
    this.standby = standby;
    this.signs = List.of(keys.checkpoint(), keys.mark());
    this.answers = answers;
  }

  /**
   * Whether a revision is known to be ours; of one that is compacted it is not known.
   *
   * @throws EtcdException if the standby does not answer
   */
  public boolean contain(long revision) {
    return known.computeIfAbsent(revision, this::ask);
  }

  private boolean ask(long revision) {
    try {
      return answers.await(Side.STANDBY, standby.get(signs, revision)).entries().stream()
          .anyMatch(sign -> sign.isPresent() && sign.get().modRevision() == revision);
    } catch (EtcdException e) {
      if (e.failure() == Failure.COMPACTED) {
        return false;
      }
      throw e;
    }
  }
}
