/**
 * The checks before the first write and at every reconnect that refuse to do harm (invariant 6).
 *
 * <p>Each tells in one sentence what was found, why writing stopped, and what to do. The guards
 * that watch data go by, over deletions and over the witness, stand where the data does, in {@code
 * copy} and {@code follow}.
 */
package dev.etcdsync.guard;
