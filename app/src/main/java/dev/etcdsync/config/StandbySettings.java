package dev.etcdsync.config;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Timing;

/**
 * What a command needs that only talks to the standby's etcd.
 *
 * @param link a DNS label
 */
public record StandbySettings(ClusterAddress standby, String link, Timing timing) {
  public StandbySettings {
    LinkName.check(link);
  }
}
