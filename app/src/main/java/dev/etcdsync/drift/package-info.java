/**
 * Finds what others have made of replicated objects on the standby, and writes the primary's back.
 *
 * <p>What must stay true here: an object is compared with the primary at the checkpoint's revision,
 * while no write of ours is under way; it is written only as it was seen, under a compare of its
 * mod revision, of the fence and of the checkpoint (invariant 2); what only the standby has is left
 * alone (invariant 5); owners come back before what they own (invariant 4); whoever insists is
 * yielded to and named, since two that overwrite each other for ever help nobody.
 *
 * <p>In the room may be two etcds ({@code etcd}) and what an object of the primary's means for the
 * standby ({@code fence}). Whether it is time to look is asked by {@code follow}, which owns the
 * thread.
 */
package dev.etcdsync.drift;
