/**
 * Which of several replicas leads: a Kubernetes Lease, held by fabric8's leader elector.
 *
 * <p>In the room may be fabric8 and the way to an apiserver. Nothing here knows what a leader does,
 * or writes to an etcd. The Lease elects and never protects (ADR 2): whoever believes that it leads
 * may be wrong, and the fence sees to that.
 */
package dev.etcdsync.lease;
