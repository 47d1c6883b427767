/**
 * The standby's own keys, as an operator handles them: shown, taken away with a way back, brought
 * back.
 *
 * <p>What must stay true here: nothing is deleted that is not recorded as local surplus, or that
 * has changed since its value went into a restore file that is safely on the disk; each transaction
 * compares the fence as it was at the beginning, so that a new claim stops it, and the mod revision
 * of every key that it touches. It does not compare the checkpoint, which a running leader moves
 * all the time: none of these keys is replicated, so no state of the checkpoint speaks of them.
 *
 * <p>A deletion puts the link's mark, as every transaction of ours does: the leader then knows that
 * the record is gone. What brings keys back puts none: they are the standby's own again, and a key
 * that stands in a revision of ours could be taken for a replicated one.
 *
 * <p>In the room may be the link's documents ({@code fence}), one etcd ({@code etcd}), and JSON for
 * the restore file. Values are in that file and nowhere else.
 */
package dev.etcdsync.surplus;
