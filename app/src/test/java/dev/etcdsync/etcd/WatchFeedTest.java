package dev.etcdsync.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.model.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchFeedTest {
  private final EtcdException broken =
      new EtcdException(Side.PRIMARY, Failure.UNAVAILABLE, "broken");

  private final Signal signal = new Signal();

  private static WatchItem changed(long revision, int bytes) {
    Key key = Key.of("k");
    return new WatchItem.Changed(
        new Revision(
            revision,
            List.of(
                new Change.Put(
                    new KeyValue(key, Value.wrap(new byte[bytes - 1]), revision, revision)))));
  }

  private static WatchItem progress(long revision) {
    return new WatchItem.Progress(revision);
  }

  private static List<WatchItem> drain(WatchFeed feed) {
    List<WatchItem> items = new ArrayList<>();
    for (Optional<WatchItem> item = feed.poll(); item.isPresent(); item = feed.poll()) {
      items.add(item.get());
    }
    return items;
  }

  /** A thread that offers, and has come to where it waits for room. */
  private static Thread blocked(WatchFeed feed, WatchItem item) throws InterruptedException {
    Thread producer = Thread.ofPlatform().start(() -> feed.offer(item));
    while (producer.isAlive() && producer.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    return producer;
  }

  @Test
  void givesBackInOrderWhatItWasGiven() {
    WatchFeed feed = new WatchFeed(10_000, signal);
    List<WatchItem> items =
        List.of(new WatchItem.Opened(1, 5), changed(6, 10), changed(7, 10), progress(9));
    items.forEach(feed::offer);
    assertThat(drain(feed)).isEqualTo(items);
    assertThat(feed.poll()).isEmpty();
  }

  @Test
  void raisesTheSignalForEveryKindOfNews() {
    WatchFeed feed = new WatchFeed(10_000, signal);
    CompletableFuture<Void> first = signal.next();
    feed.offer(progress(1));
    assertThat(first).isDone();
    CompletableFuture<Void> second = signal.next();
    feed.breakOff(broken);
    assertThat(second).isDone();
  }

  @Test
  void holdsAProducerUntilThereIsRoom() throws InterruptedException {
    WatchFeed feed = new WatchFeed(1000, signal);
    feed.offer(changed(1, 500));
    Thread producer = blocked(feed, changed(2, 500));
    assertThat(producer.getState()).isEqualTo(Thread.State.WAITING);
    assertThat(feed.poll()).contains(changed(1, 500));
    producer.join();
    assertThat(feed.poll()).contains(changed(2, 500));
  }

  @Test
  void letsAnItemLargerThanItsBoundInWhenNothingElseWaits() throws InterruptedException {
    WatchFeed feed = new WatchFeed(100, signal);
    feed.offer(changed(1, 5000));
    Thread producer = blocked(feed, changed(2, 5000));
    assertThat(producer.isAlive()).isTrue();
    assertThat(feed.poll()).contains(changed(1, 5000));
    producer.join();
    assertThat(feed.poll()).contains(changed(2, 5000));
  }

  @Test
  void whatWeighsNothingDoesNotKeepALargeItemOut() {
    WatchFeed feed = new WatchFeed(100, signal);
    feed.offer(new WatchItem.Opened(1, 1));
    feed.offer(changed(1, 5000));
    assertThat(drain(feed)).hasSize(2);
  }

  @Test
  void aBreakIsToldAfterEverythingThatCameBeforeIt() {
    WatchFeed feed = new WatchFeed(10_000, signal);
    feed.offer(changed(1, 10));
    feed.breakOff(broken);
    feed.offer(changed(2, 10));
    feed.breakOff(new EtcdException(Side.PRIMARY, Failure.COMPACTED, "later"));
    assertThat(drain(feed)).containsExactly(changed(1, 10), new WatchItem.Broken(broken));
  }

  @Test
  void aBreakNeverWaitsForRoomAndFreesWhoeverDoes() throws InterruptedException {
    WatchFeed feed = new WatchFeed(100, signal);
    feed.offer(changed(1, 500));
    Thread producer = blocked(feed, changed(2, 500));
    feed.breakOff(broken);
    producer.join();
    assertThat(drain(feed)).containsExactly(changed(1, 500), new WatchItem.Broken(broken));
  }

  @Test
  void closingFreesAProducerAndForgetsEverything() throws InterruptedException {
    WatchFeed feed = new WatchFeed(100, signal);
    feed.offer(changed(1, 500));
    Thread producer = blocked(feed, changed(2, 500));
    feed.close();
    producer.join();
    assertThat(feed.poll()).isEmpty();
    feed.offer(changed(3, 10));
    feed.breakOff(broken);
    assertThat(feed.poll()).isEmpty();
  }

  @Test
  void anInterruptedProducerEndsTheFeedInsteadOfHanging() throws InterruptedException {
    WatchFeed feed = new WatchFeed(100, signal);
    feed.offer(changed(1, 500));
    Thread producer = blocked(feed, changed(2, 500));
    producer.interrupt();
    producer.join();
    assertThat(drain(feed)).doesNotContain(changed(2, 500));
  }

  @Test
  void nothingIsLostOrReorderedBetweenTwoThreads() throws InterruptedException {
    int total = 5000;
    WatchFeed feed = new WatchFeed(2000, signal);
    Thread producer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 1; i <= total; i++) {
                feed.offer(i % 3 == 0 ? progress(i) : changed(i, 1 + i % 700));
              }
            });
    SystemClock clock = new SystemClock();
    long expected = 1;
    while (expected <= total) {
      CompletableFuture<Void> next = signal.next();
      List<WatchItem> items = drain(feed);
      for (WatchItem item : items) {
        long revision =
            switch (item) {
              case WatchItem.Progress progress -> progress.revision();
              case WatchItem.Changed changed -> changed.revision().number();
              case WatchItem.Opened opened -> -1;
              case WatchItem.Broken end -> -2;
            };
        assertThat(revision).isEqualTo(expected++);
      }
      if (items.isEmpty()) {
        assertThat(clock.await(next, Duration.ofSeconds(20))).isTrue();
      }
    }
    producer.join();
  }
}
