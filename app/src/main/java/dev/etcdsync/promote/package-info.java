/**
 * Makes a standby a cluster that serves on its own: takes along what the primary still has, ends
 * the link, puts what was held into its place, and lifts the standby's revision above the
 * primary's.
 *
 * <p>What must stay true here: every write is under the fence (invariant 2); before the link has
 * ended nothing is done that cannot be taken back, and from then on nothing of the primary's is
 * written; whatever is killed goes on from the documents in the standby's etcd, and comes to the
 * same end; nothing that the standby has made itself is overwritten (invariant 5).
 *
 * <p>In the room may be both etcds ({@code etcd}), the link's documents ({@code fence}), {@code
 * follow} for the last drain, {@code check} for the look before, and {@code guard}.
 */
package dev.etcdsync.promote;
