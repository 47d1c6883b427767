/**
 * Keeps the standby equal to the primary, revision by revision, from a checkpoint on.
 *
 * <p>What must stay true here: a revision is applied whole, or the checkpoint says which part of it
 * is there; each exactly once, in order; whatever does not fit the checkpoint ends the watch
 * instead of being applied (invariants 1, 2, 3, 6).
 */
package dev.etcdsync.follow;
