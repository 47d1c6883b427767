package dev.etcdsync.guard;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Token;
import java.util.List;
import java.util.Optional;

/** The guards that look at both etcds before anything is written into scope. */
public final class Preflight {
  private final Answers answers;
  private final Documents documents;
  private final LinkKeys keys;

  public Preflight(Answers answers, Documents documents, LinkKeys keys) {
    this.answers = answers;
    this.documents = documents;
    this.keys = keys;
  }

  /** Whether every member that answered keeps the promises that replication rests on. */
  public Optional<Finding> version(Side side, ServerStatus status) {
    return status.versions().stream()
        .filter(version -> !ServerVersion.parse(version).isSupported())
        .findFirst()
        .map(version ->
            new Finding(
                Guard.UNSUPPORTED_VERSION,
                "The "
                    + side
                    + " runs etcd "
                    + version
                    + ", whose watches can lose events; nothing is written on such ground;"
                    + " upgrade it to 3.5.22, 3.6.2 or later",
                Optional.empty()));
  }

  /**
   * Whether the fence just claimed on the standby can be read at the primary.
   *
   * @param cluster the primary's cluster id
   */
  public Optional<Finding> sameCluster(Etcd primary, Fence fence, long cluster) {
    Optional<KeyValue> there;
    try {
      there =
          answers.await(Side.PRIMARY, primary.get(List.of(keys.fence()), 0)).entries().getFirst();
    } catch (EtcdException e) {
      if (e.failure() == Failure.NO_PERMISSION) {
        return sameId(cluster, fence.standbyCluster());
      }
      throw e;
    }
    return there
        .filter(entry -> nonce(entry).equals(Optional.of(fence.nonce())))
        .map(entry ->
            new Finding(
                Guard.SAME_CLUSTER,
                "Primary and standby are the same etcd: what was written to the standby can be"
                    + " read at the primary; nothing is copied; correct --primary or --standby",
                Optional.empty()));
  }

  /** The id alone proves nothing, but where nothing more may be read it has to do. */
  private static Optional<Finding> sameId(long primary, long standby) {
    if (primary != standby) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Guard.SAME_CLUSTER,
            "Primary and standby have the same cluster id and may be the same etcd, and the"
                + " primary's user may not read /etcd-sync/, which would tell; nothing is copied;"
                + " give that user the right to read there",
            Optional.empty()));
  }

  private Optional<String> nonce(KeyValue entry) {
    try {
      return Optional.of(documents.readFence(entry.value()).nonce());
    } catch (UnknownFormatException anotherVersions) {
      return Optional.empty();
    }
  }

  /**
   * Whether the primary can be the one that the checkpoint speaks of.
   *
   * @param cluster the primary's cluster id now
   * @param revision the primary's revision now
   */
  public Optional<Finding> identity(Checkpoint checkpoint, long cluster, long revision) {
    if (cluster != checkpoint.primaryCluster()) {
      String token =
          Token.of(Guard.IDENTITY)
              .with(checkpoint.primaryCluster())
              .with(cluster)
              .with(checkpoint.known())
              .text();
      return Optional.of(
          new Finding(
              Guard.IDENTITY,
              "The primary is cluster "
                  + Long.toHexString(cluster)
                  + ", but the standby holds the keys of cluster "
                  + Long.toHexString(checkpoint.primaryCluster())
                  + "; nothing more is written, so that the standby keeps what it has; correct"
                  + " --primary, or, if this one is right, confirm it",
              Optional.of(token)));
    }
    if (revision < checkpoint.known()) {
      String token = Token.of(Guard.PRIMARY_BEHIND).with(cluster).with(checkpoint.known()).text();
      return Optional.of(
          new Finding(
              Guard.PRIMARY_BEHIND,
              "The primary is at revision "
                  + revision
                  + ", behind revision "
                  + checkpoint.known()
                  + " that the standby was written from: it was restored from a backup or made anew; nothing"
                  + " more is written, so that the standby keeps what it has; bring the right"
                  + " primary back, or, if this one is right, confirm it",
              Optional.of(token)));
    }
    return Optional.empty();
  }

  /**
   * Whether the primary has had the last event that the standby was written from, as far as it can
   * still tell. Following has its watch prove that; a copy writes before it watches, and one that
   * was interrupted must not go on from another primary.
   */
  public Optional<Finding> history(Etcd primary, Checkpoint checkpoint) {
    return checkpoint
        .witness()
        .filter(witness -> !answers.isShown(primary, witness))
        .map(witness ->
            Finding.otherHistory(
                checkpoint,
                "it tells revision " + witness.revision() + " otherwise than it was copied"));
  }
}
