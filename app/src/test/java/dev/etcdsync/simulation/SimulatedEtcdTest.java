package dev.etcdsync.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.Watch;
import dev.etcdsync.etcd.WatchItem;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulatedEtcdTest {
  private static final KeyRange REGISTRY = KeyRange.prefix(Key.of("/registry/"));
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final SimulatedWorld world = new SimulatedWorld(3);
  private final SimulatedStore store = new SimulatedStore(Side.PRIMARY, 7);
  private final SimulatedServer server = new SimulatedServer(world, store);
  private final Etcd etcd = server.connect(SimulatedClient.test());
  private final Signal signal = new Signal();

  @AfterEach
  void close() {
    world.close();
  }

  private static Faults only(
      double requestLost, double replyLost, double late, double refused, double watchBreaks) {
    return new Faults(
        Duration.ofMillis(5),
        requestLost,
        replyLost,
        late,
        Duration.ofSeconds(20),
        refused,
        watchBreaks,
        0,
        0,
        0);
  }

  private static Txn putting(String key, String value) {
    return new Txn(List.of(), List.of(new Op.Put(Key.of(key), Value.of(value))), List.of());
  }

  private long put(String key) {
    return store.put(Key.of(key), Value.of("v"), "test");
  }

  private void await(CompletableFuture<?> future) {
    assertThat(world.clock().await(future, Duration.ofMinutes(1))).isTrue();
  }

  private Failure failureOf(CompletableFuture<?> future) {
    await(future);
    try {
      Object unexpected = future.join();
      throw new AssertionError("no failure but " + unexpected);
    } catch (CompletionException e) {
      return ((EtcdException) e.getCause()).failure();
    }
  }

  private static List<WatchItem> drain(Watch watch) {
    List<WatchItem> items = new ArrayList<>();
    for (Optional<WatchItem> item = watch.feed().poll();
        item.isPresent();
        item = watch.feed().poll()) {
      items.add(item.get());
    }
    return items;
  }

  private static List<Long> revisions(List<WatchItem> items) {
    return items.stream()
        .filter(WatchItem.Changed.class::isInstance)
        .map(item -> ((WatchItem.Changed) item).revision().number())
        .toList();
  }

  @Test
  void answersTakeTimeAndTheStoreIsWrittenBeforeThem() {
    CompletableFuture<?> reply = etcd.commit(putting("/registry/a", "1"));
    assertThat(reply).isNotDone();
    assertThat(store.revision()).isEqualTo(1);
    await(reply);
    assertThat(store.revision()).isEqualTo(2);
  }

  @Test
  void aRefusalOfTheStoreIsTheFailureOfTheCall() {
    put("/registry/a");
    assertThat(failureOf(etcd.get(List.of(Key.of("a")), 9))).isEqualTo(Failure.FUTURE_REVISION);
    store.setFull(true);
    assertThat(failureOf(etcd.commit(putting("a", "b")))).isEqualTo(Failure.NO_SPACE);
  }

  @Test
  void aLostRequestIsNeverCarriedOut() {
    server.faults(only(1, 0, 0, 0, 0));
    assertThat(failureOf(etcd.commit(putting("/registry/a", "1")))).isEqualTo(Failure.TIMEOUT);
    assertThat(Duration.ofNanos(world.nanos())).isBetween(TIMEOUT, TIMEOUT.plusSeconds(1));
    world.runFor(Duration.ofHours(1));
    assertThat(store.revision()).isEqualTo(1);
  }

  @Test
  void aLostReplyHidesAWrite() {
    server.faults(only(0, 1, 0, 0, 0));
    assertThat(failureOf(etcd.commit(putting("/registry/a", "1"))).isAmbiguous()).isTrue();
    assertThat(store.revision()).isEqualTo(2);
  }

  @Test
  void aLateWriteComesAfterItsFailure() {
    server.faults(only(0, 0, 1, 0, 0));
    assertThat(failureOf(etcd.commit(putting("/registry/a", "1"))).isAmbiguous()).isTrue();
    assertThat(store.revision()).isEqualTo(1);
    world.runFor(Duration.ofMinutes(1));
    assertThat(store.revision()).isEqualTo(2);
  }

  @Test
  void aLateWriteMayComeAfterLaterOnes() {
    server.faults(only(0, 0, 1, 0, 0));
    assertThat(failureOf(etcd.commit(putting("/registry/a", "late"))).isAmbiguous()).isTrue();
    server.faults(Faults.none());
    await(etcd.commit(putting("/registry/a", "next")));
    world.runFor(Duration.ofMinutes(1));
    assertThat(store.get(Key.of("/registry/a")).orElseThrow().value()).isEqualTo(Value.of("late"));
  }

  @Test
  void aRefusedCallIsToldSoAndNotCarriedOut() {
    server.faults(only(0, 0, 0, 1, 0));
    assertThat(failureOf(etcd.commit(putting("/registry/a", "1"))))
        .isIn(Failure.THROTTLED, Failure.UNAVAILABLE);
    world.runFor(Duration.ofHours(1));
    assertThat(store.revision()).isEqualTo(1);
  }

  @Test
  void aServerThatIsDownAnswersNothingAndComesBack() {
    server.failFor(Duration.ofSeconds(30));
    assertThat(failureOf(etcd.status()).isAmbiguous()).isTrue();
    world.runFor(Duration.ofSeconds(30));
    await(etcd.status());
  }

  @Test
  void aClosedConnectionFailsWhatIsUnderWay() {
    CompletableFuture<?> reply = etcd.commit(putting("/registry/a", "1"));
    etcd.close();
    assertThat(failureOf(reply)).isEqualTo(Failure.CLOSED);
    assertThat(failureOf(etcd.status())).isEqualTo(Failure.CLOSED);
  }

  @Test
  void aWatchTellsEveryRevisionOfItsRangeOnceAndInOrder() {
    server.faults(Faults.jitter());
    put("/registry/old");
    Watch watch = etcd.watch(REGISTRY, 2, true, signal);
    for (int i = 0; i < 50; i++) {
      put(i % 5 == 0 ? "/other" : "/registry/" + i % 7);
      world.runFor(Duration.ofMillis(5));
    }
    world.runFor(Duration.ofSeconds(3));
    List<WatchItem> items = drain(watch);
    assertThat(items.getFirst()).isInstanceOf(WatchItem.Opened.class);
    assertThat(revisions(items)).hasSize(41).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aWatchTellsARevisionWholeButOnlyItsRange() {
    store.write(
        List.of(
            new Op.Put(Key.of("/registry/a"), Value.of("1")),
            new Op.Put(Key.of("/other"), Value.of("1")),
            new Op.Put(Key.of("/registry/b"), Value.of("1"))),
        "test");
    Watch watch = etcd.watch(REGISTRY, 2, true, signal);
    world.runFor(Duration.ofSeconds(1));
    assertThat(drain(watch))
        .filteredOn(WatchItem.Changed.class::isInstance)
        .singleElement()
        .satisfies(item ->
            assertThat(((WatchItem.Changed) item).revision().changes())
                .extracting(Change::key)
                .containsExactly(Key.of("/registry/a"), Key.of("/registry/b")));
  }

  @Test
  void aWatchFromTheFutureIsAcceptedAndWaits() {
    Watch watch = etcd.watch(REGISTRY, 4, true, signal);
    world.runFor(Duration.ofSeconds(1));
    watch.requestProgress();
    world.runFor(Duration.ofMinutes(1));
    assertThat(drain(watch)).containsExactly(new WatchItem.Opened(7, 1));
    for (int i = 0; i < 4; i++) {
      put("/registry/" + i);
    }
    world.runFor(Duration.ofSeconds(1));
    assertThat(revisions(drain(watch))).containsExactly(4L, 5L);
  }

  @Test
  void aWatchFromBelowACompactionBreaks() {
    for (int i = 0; i < 5; i++) {
      put("/registry/" + i);
    }
    store.compact(4);
    Watch below = etcd.watch(REGISTRY, 3, true, signal);
    Watch at = etcd.watch(REGISTRY, 4, true, signal);
    world.runFor(Duration.ofSeconds(1));
    assertThat(drain(below))
        .last()
        .isInstanceOfSatisfying(
            WatchItem.Broken.class,
            broken -> assertThat(broken.cause().failure()).isEqualTo(Failure.COMPACTED));
    assertThat(revisions(drain(at))).containsExactly(4L, 5L, 6L);
  }

  @Test
  void progressIsToldOnlyBehindEverythingUpToIt() {
    server.faults(Faults.jitter());
    Watch watch = etcd.watch(REGISTRY, 2, true, signal);
    world.runFor(Duration.ofSeconds(1));
    for (int i = 0; i < 200; i++) {
      put("/registry/" + i % 7);
      watch.requestProgress();
      world.runFor(Duration.ofMillis(i % 40));
    }
    world.runFor(Duration.ofSeconds(10));
    long told = 0;
    int progress = 0;
    for (WatchItem item : drain(watch)) {
      switch (item) {
        case WatchItem.Changed changed -> {
          assertThat(changed.revision().number()).isGreaterThan(told);
          told = changed.revision().number();
        }
        case WatchItem.Progress answer -> {
          assertThat(answer.revision()).isGreaterThanOrEqualTo(told);
          told = answer.revision();
          progress++;
        }
        case WatchItem.Opened opened -> assertThat(opened.revision()).isEqualTo(1);
        case WatchItem.Broken broken -> throw broken.cause();
      }
    }
    assertThat(told).isEqualTo(store.revision());
    assertThat(progress).isPositive();
  }

  @Test
  void anIdleWatchIsToldHowFarItHasComeByItself() {
    Watch watch = etcd.watch(REGISTRY, 0, true, signal);
    world.runFor(Duration.ofSeconds(1));
    put("/other");
    world.runFor(Duration.ofMinutes(1));
    assertThat(drain(watch)).last().isEqualTo(new WatchItem.Progress(2));
  }

  @Test
  void aWatchMayBreakBeforeItsFirstEventThoughItWasAccepted() {
    put("/registry/a");
    server.faults(only(0, 0, 0, 0, 1));
    Watch watch = etcd.watch(REGISTRY, 2, true, signal);
    world.runFor(Duration.ofSeconds(1));
    assertThat(drain(watch))
        .hasSize(2)
        .satisfies(items -> assertThat(items.get(0)).isEqualTo(new WatchItem.Opened(7, 2)))
        .satisfies(items -> assertThat(items.get(1)).isInstanceOf(WatchItem.Broken.class));
  }

  @Test
  void aBrokenOrClosedWatchTellsNothingMore() {
    Watch broken = etcd.watch(REGISTRY, 2, true, signal);
    Watch closed = etcd.watch(REGISTRY, 2, true, signal);
    world.runFor(Duration.ofSeconds(1));
    server.breakWatches();
    closed.close();
    put("/registry/a");
    world.runFor(Duration.ofMinutes(1));
    assertThat(drain(broken)).last().isInstanceOf(WatchItem.Broken.class);
    assertThat(drain(closed)).isEmpty();
  }

  @Test
  void anotherEtcdMayAnswerAtTheSameAddress() {
    put("/registry/a");
    server.replace(new SimulatedStore(Side.PRIMARY, 8));
    await(etcd.status());
    CompletableFuture<?> read = etcd.get(List.of(Key.of("/registry/a")), 2);
    assertThat(failureOf(read)).isEqualTo(Failure.FUTURE_REVISION);
  }

  @Test
  void aCrashedProcessSendsNothingButWhatItSentMayStillBeCarriedOut() {
    SimulatedProcess process =
        world.start(
            "a",
            self -> {
              Etcd own = server.connect(SimulatedClient.of(self, TIMEOUT));
              var _ = own.commit(putting("/registry/a", "1"));
              self.crashAfter(0);
              var _ = own.commit(putting("/registry/b", "1"));
            });
    world.runFor(Duration.ofSeconds(10));
    assertThat(process.isCrashed()).isTrue();
    assertThat(store.keys(REGISTRY)).containsExactly(Key.of("/registry/a"));
  }

  @Test
  void everyFailureIsAnEtcdException() {
    server.faults(Faults.bad());
    for (int i = 0; i < 200; i++) {
      CompletableFuture<?> reply = etcd.get(List.of(Key.of("/registry/a")), i % 3);
      await(reply);
      if (reply.isCompletedExceptionally()) {
        assertThatThrownBy(reply::join).hasCauseInstanceOf(EtcdException.class);
      }
    }
  }
}
