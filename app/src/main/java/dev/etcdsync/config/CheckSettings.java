package dev.etcdsync.config;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;

/**
 * What a comparison of both etcds needs to know.
 *
 * @param link a DNS label
 */
public record CheckSettings(
    ClusterAddress primary,
    ClusterAddress standby,
    String link,
    ScopeSettings scope,
    EncryptionSettings encryption,
    TransactionLimits limits,
    Timing timing) {

  public CheckSettings {
    LinkName.check(link);
    TwoEtcds.check(primary, standby);
  }
}
