/**
 * Gets the standby a client certificate for the primary's etcd: with a token it takes the CA of
 * that etcd from the primary's apiserver, and lets cert-manager on the standby issue a certificate
 * of it.
 *
 * <p>In the room may be fabric8, TLS, and the way to an apiserver. Nothing here talks to an etcd,
 * and nothing of the primary is changed. Tokens and keys have no string form (invariant 7). It
 * ends: what has to be looked after, cert-manager does.
 */
package dev.etcdsync.bootstrap;
