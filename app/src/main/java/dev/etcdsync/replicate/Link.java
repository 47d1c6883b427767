package dev.etcdsync.replicate;

import dev.etcdsync.encryption.Prover;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.fence.Landing;
import java.util.Optional;

/**
 * Both sides, connected, and the right to write.
 *
 * @param primaryCluster the primary's cluster id
 * @param standbyRevision the standby's revision when the link was claimed, or found again
 * @param scope the description of the scope that a copy has made complete, if any
 */
record Link(
    Etcd primary,
    Etcd standby,
    FencedWriter writer,
    Landing landing,
    Prover prover,
    long primaryCluster,
    long standbyRevision,
    Optional<String> scope)
    implements AutoCloseable {
  @Override
  public void close() {
    primary.close();
    standby.close();
  }
}
