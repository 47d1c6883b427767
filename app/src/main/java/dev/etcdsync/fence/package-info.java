/**
 * The documents that a link keeps in the standby's etcd, and the compares that protect them.
 *
 * <p>What must stay true here (invariant 2): every transaction that writes to the standby compares
 * the mod revision of the fence, and every one but the claim also that of the checkpoint; its
 * failure branch reads both. Nothing in this package talks to etcd: it makes transactions and reads
 * their results.
 */
package dev.etcdsync.fence;
