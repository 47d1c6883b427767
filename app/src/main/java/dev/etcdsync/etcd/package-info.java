/**
 * One etcd, as the engine needs it, and the only writer to the standby.
 *
 * <p>jetcd, gRPC and Netty are known here and nowhere else. Every call has a deadline, every error
 * is classified once, here, and a watch never resumes by itself: whatever breaks it ends it.
 */
package dev.etcdsync.etcd;
