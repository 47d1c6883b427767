package dev.etcdsync.config;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.InvalidSetting;
import java.util.Set;
import java.util.TreeSet;

/** What both sides' addresses have to be together. */
final class TwoEtcds {
  private TwoEtcds() {}

  /** Refuses two sides that share an endpoint. */
  static void check(ClusterAddress primary, ClusterAddress standby) {
    Set<String> common = new TreeSet<>(primary.hostsAndPorts());
    common.retainAll(standby.hostsAndPorts());
    if (!common.isEmpty()) {
      throw new InvalidSetting(
          Setting.STANDBY_ENDPOINTS.path(),
          "%s is an endpoint of the primary, too: give two different etcds"
              .formatted(String.join(", ", common)));
    }
  }
}
