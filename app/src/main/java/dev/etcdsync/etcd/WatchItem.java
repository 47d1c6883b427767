package dev.etcdsync.etcd;

import dev.etcdsync.model.Revision;

/** What a watch delivers. */
public sealed interface WatchItem {
  /** The server has accepted the watch; this is its revision and cluster id now. */
  record Opened(long clusterId, long revision) implements WatchItem {}

  /** A revision, whole. */
  record Changed(Revision revision) implements WatchItem {}

  /** Everything up to this revision has been delivered. */
  record Progress(long revision) implements WatchItem {}

  /** The watch has ended. */
  record Broken(EtcdException cause) implements WatchItem {}

  /** Memory that the item takes while it waits, roughly, in bytes. */
  default int weight() {
    return switch (this) {
      case Changed changed ->
          changed.revision().weight() + 200 * changed.revision().changes().size();
      case Opened opened -> 0;
      case Progress progress -> 0;
      case Broken broken -> 0;
    };
  }
}
