/**
 * Asks the standby's kube-apiserver. Reads single objects, and of each only whether it can be read:
 * the apiserver is asked for metadata alone, so that no value comes here (invariant 7). How an
 * apiserver is reached ({@link dev.etcdsync.apiserver.Access}) is known here for others, too.
 *
 * <p>In the room may be fabric8 and the shape of keys ({@code kube}). Nothing here decides what is
 * replicated. The client is loaded when it is first needed: most links have nothing encrypted, and
 * it would cost each start a part of a second.
 */
package dev.etcdsync.apiserver;
