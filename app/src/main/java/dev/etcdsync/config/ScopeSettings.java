package dev.etcdsync.config;

import dev.etcdsync.model.ScopeRules;

/**
 * Which keys are replicated.
 *
 * @param keyPrefix what all replicated keys begin with; never overlaps {@code /etcd-sync/}
 * @param rules the user's rules about keys below it, as written
 */
public record ScopeSettings(String keyPrefix, ScopeRules rules) {
  public ScopeSettings {
    KeyPrefix.check(keyPrefix);
  }
}
