/**
 * Looks at both etcds before anything is set up, and says what will stand in the way, and what the
 * standby is in for.
 *
 * <p>What must stay true here: nothing is ever written, so each line that would need a write to be
 * proved says so; what could not be looked at is never a pass (invariant 8); no value is shown
 * (invariant 7).
 *
 * <p>In the room may be both etcds ({@code etcd}), the guards ({@code guard}), the link's documents
 * ({@code fence}), and what keys and objects say of themselves ({@code kube}).
 */
package dev.etcdsync.preflight;
