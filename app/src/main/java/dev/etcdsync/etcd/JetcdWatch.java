package dev.etcdsync.etcd;

import static dev.etcdsync.etcd.Translation.bytes;

import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Signal;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch.Listener;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;

/**
 * A watch through jetcd that ends at the first trouble.
 *
 * <p>jetcd resumes watches by itself, and a watch that breaks between its creation and its first
 * event resumes at the server's revision of that moment, skipping what lies between (jetcd's {@code
 * WatchImpl.onNext}). So any error, and any second creation on the same watch, which is how a
 * resume shows, ends this one for good; the owner opens a new one where it stands.
 */
final class JetcdWatch implements Watch {
  /** What may wait for the engine; a few transactions' worth, and small beside the heap. */
  private static final long FEED_BYTES = 16L << 20;

  private final Client client;
  private final WatchFeed feed;
  private final ErrorClassifier errors;
  private boolean opened;

  JetcdWatch(
      Client client,
      KeyRange range,
      long from,
      boolean previous,
      Signal signal,
      ErrorClassifier errors) {
    this.client = client;
    this.errors = errors;
    this.feed = new WatchFeed(FEED_BYTES, signal);
    WatchOption option =
        WatchOption.builder()
            .withRange(bytes(range.end()))
            .withRevision(from)
            .withCreateNotify(true)
            .withPrevKV(previous)
            .withRequireLeader(true)
            .build();
    try {
      client.getWatchClient().watch(bytes(range.from()), option, new FeedingListener());
    } catch (RuntimeException e) {
      feed.breakOff(errors.classify(e));
    }
  }

  /** jetcd calls it from one thread at a time, in order. An exception here would end its stream. */
  private final class FeedingListener implements Listener {
    @Override
    public void onNext(WatchResponse response) {
      try {
        deliver(response);
      } catch (RuntimeException e) {
        feed.breakOff(errors.classify(e));
      }
    }

    @Override
    public void onError(Throwable error) {
      feed.breakOff(errors.classify(error));
    }

    @Override
    public void onCompleted() {
      feed.breakOff(errors.classify("the server ended the watch"));
    }
  }

  private void deliver(WatchResponse response) {
    long revision = response.getHeader().getRevision();
    if (response.isCreatedNotify()) {
      if (opened) {
        feed.breakOff(errors.classify("the watch was resumed"));
      }
      opened = true;
      feed.offer(new WatchItem.Opened(response.getHeader().getClusterId(), revision));
    } else if (response.isProgressNotify()) {
      feed.offer(new WatchItem.Progress(revision));
    } else {
      for (Revision whole : Translation.revisions(response.getEvents())) {
        feed.offer(new WatchItem.Changed(whole));
      }
    }
  }

  @Override
  public WatchFeed feed() {
    return feed;
  }

  @Override
  public void requestProgress() {
    try {
      client.getWatchClient().requestProgress();
    } catch (RuntimeException e) {
      feed.breakOff(errors.classify(e));
    }
  }

  /** The feed goes first: a listener that waits for room would hold jetcd's stream. */
  @Override
  public void close() {
    feed.close();
    client.close();
  }
}
