/**
 * Gets the standby client certificates for both etcds: with a token it takes the CA of the
 * primary's etcd from the primary's apiserver, and that of its own from a Secret of its own, and
 * lets cert-manager on the standby issue certificates of them.
 *
 * <p>In the room may be fabric8, TLS, and the way to an apiserver. Nothing here talks to an etcd,
 * and nothing of the primary is changed. Tokens and keys have no string form (invariant 7). It
 * ends: what has to be looked after, cert-manager does.
 */
package dev.etcdsync.bootstrap;
