/**
 * Compares the standby with the primary, whole and exact, while both go on.
 *
 * <p>What must stay true here: nothing is ever written; a comparison is of one revision of the
 * primary and one of the standby, whose checkpoint there names the other, so that nothing that
 * moves meanwhile can look like a difference; where this cannot be had, it says that it cannot tell
 * (invariant 8); what it finds holds keys and what objects say of their owners and writers, never a
 * value (invariant 7).
 *
 * <p>In the room may be the link's documents ({@code fence}), two etcds ({@code etcd}), and what an
 * object says of itself ({@code kube}), for the likely reason of a finding. It knows neither who
 * replicates nor whether anybody does: it needs the two etcds only, and any replica can ask. The
 * leader asks for itself, beside its engine.
 */
package dev.etcdsync.check;
