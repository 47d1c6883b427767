/**
 * Brings an empty, partial or stale standby to the primary's state at one revision.
 *
 * <p>What must stay true here: keys are written in the order in which the primary created them; a
 * value read at a revision never overwrites a later one; deletions are made only at the end,
 * youngest first, and only of what was once replicated; the checkpoint claims nothing but "copying"
 * until all of it is there (invariants 1, 3, 4, 5). No etcd client is known here but {@code etcd}'s
 * own types.
 */
package dev.etcdsync.copy;
