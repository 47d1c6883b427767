package dev.etcdsync.model;

/**
 * Who may write to the standby.
 *
 * @param epoch rises by one with every claim
 * @param holder the process's name for people
 * @param nonce of the process, random: two processes never share one, whatever their names
 * @param primaryCluster etcd's cluster id of the primary that the holder connected to
 * @param standbyCluster etcd's cluster id of the standby
 */
public record Fence(
    long epoch, String holder, String nonce, long primaryCluster, long standbyCluster) {}
