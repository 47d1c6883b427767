package dev.etcdsync.etcd;

import java.util.List;

/**
 * What an etcd says of itself.
 *
 * @param versions of the members that answered, e.g. {@code 3.6.16}
 * @param full whether a member refuses writes for want of space
 */
public record ServerStatus(long clusterId, long revision, List<String> versions, boolean full) {}
