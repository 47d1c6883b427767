package dev.etcdsync.replicate;

import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.ReplicationSettings;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.ScopeReader;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;
import java.util.function.UnaryOperator;

/**
 * What a link is told by the user.
 *
 * @param link its name
 * @param holder this process's name for people
 * @param version of etcd-sync, as this process runs it
 * @param scope what is replicated
 * @param scopes understands the scope of an earlier run
 * @param confirming adds the command that confirms a finding, for the log
 */
public record LinkSettings(
    String link,
    String holder,
    String version,
    Scope scope,
    ScopeReader scopes,
    TransactionLimits limits,
    DeletionLimit deletions,
    Timing timing,
    UnaryOperator<Finding> confirming) {

  ReplicationSettings replication() {
    return new ReplicationSettings(scope, limits, deletions, timing);
  }
}
