package dev.etcdsync.monitor;

import dev.etcdsync.etcd.EtcdConnector;

/**
 * The monitor's own ways to the etcds, which nobody else uses.
 *
 * @param primary for comparisons
 * @param standby for comparisons
 * @param published for what the leader has published in the standby's etcd
 */
public record Connectors(EtcdConnector primary, EtcdConnector standby, EtcdConnector published) {}
