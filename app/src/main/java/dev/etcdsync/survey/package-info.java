/**
 * Looks through all that the primary's etcd holds, and says what of it is replicated, why, and
 * which of it leans on something that is not.
 *
 * <p>What must stay true here: nothing is ever written; everything is of one revision; values are
 * read page by page, and none is kept or shown (invariant 7); what is kept of a million keys are
 * numbers, uids as hashes, and the keys of the objects that something is said of.
 *
 * <p>In the room may be the table and what objects say of themselves ({@code kube}) and one etcd
 * ({@code etcd}). It knows no link, no standby and no settings.
 */
package dev.etcdsync.survey;
