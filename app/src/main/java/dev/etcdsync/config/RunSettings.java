package dev.etcdsync.config;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that the replicator needs to know.
 *
 * @param link a DNS label
 * @param keyPrefix what all replicated keys begin with; never overlaps {@code /etcd-sync/}
 * @param verbose whether to log a line per change, as of start
 */
public record RunSettings(
    ClusterAddress primary,
    ClusterAddress standby,
    String link,
    String keyPrefix,
    boolean verbose,
    TransactionLimits limits,
    DeletionLimit deletions,
    Timing timing) {

  private static final String OWN_PREFIX = "/etcd-sync/";

  public RunSettings {
    LinkName.check(link);
    checkKeyPrefix(keyPrefix);
    Set<String> common = new TreeSet<>(primary.hostsAndPorts());
    common.retainAll(standby.hostsAndPorts());
    if (!common.isEmpty()) {
      throw new InvalidSetting(
          Setting.STANDBY_ENDPOINTS.path(),
          "%s is an endpoint of the primary, too: give two different etcds"
              .formatted(String.join(", ", common)));
    }
  }

  private static void checkKeyPrefix(String keyPrefix) {
    if (keyPrefix.isEmpty()) {
      throw new InvalidSetting(
          Setting.KEY_PREFIX.path(),
          "the key prefix is empty: give what all keys to replicate begin with, such as /registry/");
    }
    if (keyPrefix.startsWith(OWN_PREFIX) || OWN_PREFIX.startsWith(keyPrefix)) {
      throw new InvalidSetting(
          Setting.KEY_PREFIX.path(),
          "\"%s\" overlaps %s, where etcd-sync keeps its own state: give another prefix"
              .formatted(keyPrefix, OWN_PREFIX));
    }
  }
}
