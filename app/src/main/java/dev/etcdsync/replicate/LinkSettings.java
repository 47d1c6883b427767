package dev.etcdsync.replicate;

import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.ReplicationSettings;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;

/**
 * What a link is told by the user.
 *
 * @param link its name
 * @param holder this process's name for people
 * @param keyPrefix what in-scope keys start with
 */
public record LinkSettings(
    String link,
    String holder,
    Key keyPrefix,
    TransactionLimits limits,
    DeletionLimit deletions,
    Timing timing) {

  ReplicationSettings replication() {
    return new ReplicationSettings(scope(), limits, deletions, timing);
  }

  Scope scope() {
    return new Scope(KeyRange.prefix(keyPrefix), LinkKeys.ALL_LINKS);
  }
}
