/**
 * The engine's loop: claim, then copy, follow or park, until deposed or stopped.
 *
 * <p>One thread owns everything here but the comparison of everything, which has its own, never
 * writes, and leaves messages at a desk; others may only ask to stop or change what is logged. What
 * a phase does in detail lies in {@code copy}, {@code follow} and {@code guard}.
 */
package dev.etcdsync.replicate;
