/**
 * Proves that the standby's kube-apiserver can read what is encrypted, before more of it is
 * written: one value that it cannot read breaks every list of the resource.
 *
 * <p>What must stay true here: whatever is tried is written under fence and checkpoint (invariant
 * 2), beside a document that says so and what stood there before; whoever finds that document takes
 * the try back, whether it would have been read or not; a value never appears in a sentence.
 *
 * <p>In the room may be the standby's etcd ({@code etcd}), the link's documents ({@code fence}) and
 * somebody who asks the apiserver ({@code model.ObjectReader}). How that is done is no business of
 * this package's.
 */
package dev.etcdsync.encryption;
