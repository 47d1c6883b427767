/**
 * The engine's loop: claim, then copy, follow or park, until deposed or stopped.
 *
 * <p>One thread owns everything here; others may only ask it to stop or change what is logged. What
 * a phase does in detail lies in {@code copy}, {@code follow} and {@code guard}.
 */
package dev.etcdsync.replicate;
