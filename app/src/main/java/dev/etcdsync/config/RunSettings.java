package dev.etcdsync.config;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.HttpAddress;
import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;
import java.util.Optional;

/**
 * All that the replicator needs to know.
 *
 * @param link a DNS label
 * @param verbose whether to log a line per change, as of start
 * @param http where HTTP is answered; empty: nowhere
 */
public record RunSettings(
    ClusterAddress primary,
    ClusterAddress standby,
    EncryptionSettings encryption,
    String link,
    LeaseSettings lease,
    ScopeSettings scope,
    boolean verbose,
    TransactionLimits limits,
    DeletionLimit deletions,
    Timing timing,
    Optional<HttpAddress> http) {

  public RunSettings {
    LinkName.check(link);
    TwoEtcds.check(primary, standby);
  }

  /** What may be another thing later, as of start. */
  public LiveSettings live() {
    return new LiveSettings(verbose, timing.checkInterval());
  }
}
