package dev.etcdsync.replicate;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.fence.KnownSurplus;

/**
 * Both sides, connected, and the right to write.
 *
 * @param primaryCluster the primary's cluster id
 */
record Link(
    Etcd primary,
    Etcd standby,
    FencedWriter writer,
    KnownSurplus surplus,
    long primaryCluster,
    long standbyRevision)
    implements AutoCloseable {
  @Override
  public void close() {
    primary.close();
    standby.close();
  }
}
