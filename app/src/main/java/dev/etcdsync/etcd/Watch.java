package dev.etcdsync.etcd;

/**
 * A running watch. It never resumes by itself: after {@link WatchItem.Broken} nothing comes any
 * more.
 */
public interface Watch extends AutoCloseable {
  WatchFeed feed();

  /** Asks how far the watch has come; the answer is a {@link WatchItem.Progress}, if any. */
  void requestProgress();

  @Override
  void close();
}
