/**
 * One of several replicas: it stands by until it is elected, does the leader's work for as long as
 * it leads, and stands by again.
 *
 * <p>In the room may be the election, and of the link what its leader publishes in the standby's
 * etcd. What the leader's work is, nobody knows here, and nothing is written but the request for a
 * comparison.
 */
package dev.etcdsync.replica;
