package dev.etcdsync.replicate;

import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.ReplicationSettings;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.ScopeReader;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;

/**
 * What a link is told by the user.
 *
 * @param link its name
 * @param holder this process's name for people
 * @param scope what is replicated
 * @param scopes understands the scope of an earlier run
 */
public record LinkSettings(
    String link,
    String holder,
    Scope scope,
    ScopeReader scopes,
    TransactionLimits limits,
    DeletionLimit deletions,
    Timing timing) {

  ReplicationSettings replication() {
    return new ReplicationSettings(scope, limits, deletions, timing);
  }
}
