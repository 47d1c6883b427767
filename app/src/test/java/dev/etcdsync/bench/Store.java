package dev.etcdsync.bench;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.PutResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One etcd as the benchmarks use it: a client on a connection of its own. */
final class Store implements AutoCloseable {
  private static final int OPERATIONS = 128;
  private static final int IN_FLIGHT = 16;
  private static final int COMPARED_AT_ONCE = 5_000;
  private static final long LONGEST_CALL_SECONDS = 60;

  private final Client client;
  private final KV kv;

  Store(String url) {
    // etcd closes connections that ping although no call is under way.
    this.client =
        Client.builder()
            .endpoints(url)
            .maxInboundMessageSize(512 << 20)
            .keepaliveWithoutCalls(false)
            .build();
    this.kv = client.getKVClient();
  }

  private static <T> T answer(CompletableFuture<T> call) {
    return call.orTimeout(LONGEST_CALL_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Whether it serves requests. */
  boolean answers() {
    try {
      kv.get(Data.PREFIX).get(1, TimeUnit.SECONDS);
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  CompletableFuture<PutResponse> put(ByteSequence key, ByteSequence value) {
    return kv.put(key, value);
  }

  /** The entry of a key now, or null. */
  KeyValue get(ByteSequence key) {
    GetResponse response = answer(kv.get(key));
    return response.getKvs().isEmpty() ? null : response.getKvs().getFirst();
  }

  /** The store's revision now. */
  long revision() {
    return answer(kv.get(Data.PREFIX)).getHeader().getRevision();
  }

  /** How many keys there are in scope. */
  long count() {
    GetOption option = GetOption.builder().withRange(Data.END).withCountOnly(true).build();
    return answer(kv.get(Data.PREFIX, option)).getCount();
  }

  void compact(long revision) {
    answer(kv.compact(revision));
  }

  /** Puts keys {@code from} to {@code end} in order, in large transactions. */
  void load(int from, int end, int version, int valueBytes) {
    List<Op> puts = new ArrayList<>(OPERATIONS);
    Flights flights = new Flights(IN_FLIGHT);
    for (int number = from; number < end; number++) {
      puts.add(
          Op.put(Data.key(number), Data.value(number, version, valueBytes), PutOption.DEFAULT));
      if (puts.size() == OPERATIONS || number == end - 1) {
        Op[] together = puts.toArray(Op[]::new);
        flights.add(() -> kv.txn().Then(together).commit());
        puts.clear();
      }
    }
    flights.land();
  }

  /** Puts keys one by one, each in a revision of its own. */
  void putOneByOne(int from, int end, int version, int valueBytes) {
    Flights flights = new Flights(IN_FLIGHT);
    IntStream.range(from, end)
        .forEach(number ->
            flights.add(() -> kv.put(Data.key(number), Data.value(number, version, valueBytes))));
    flights.land();
  }

  void deleteOneByOne(int from, int end) {
    Flights flights = new Flights(IN_FLIGHT);
    IntStream.range(from, end).forEach(number -> flights.add(() -> kv.delete(Data.key(number))));
    flights.land();
  }

  /** Calls of which a limited number is under way. */
  private static final class Flights {
    private final int most;
    private final Semaphore room;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Flights(int most) {
      this.most = most;
      this.room = new Semaphore(most);
    }

    void add(java.util.function.Supplier<? extends CompletableFuture<?>> call) {
      room.acquireUninterruptibly();
      var _ =
          call.get()
              .orTimeout(LONGEST_CALL_SECONDS, TimeUnit.SECONDS)
              .whenComplete((done, error) -> {
                if (error != null) {
                  failure.set(error);
                }
                room.release();
              });
      check();
    }

    void land() {
      room.acquireUninterruptibly(most);
      check();
    }

    private void check() {
      Throwable thrown = failure.get();
      if (thrown != null) {
        throw new IllegalStateException("loading failed", thrown);
      }
    }
  }

  /** Watches a range from a revision on, on a connection that this store shares with nothing. */
  Watch.Watcher watch(
      ByteSequence from, ByteSequence end, long revision, Consumer<WatchResponse> listener) {
    WatchOption option = WatchOption.builder().withRange(end).withRevision(revision).build();
    return client.getWatchClient().watch(from, option, listener);
  }

  /** How many puts and deletions the history of the scope has after a revision. */
  long changesSince(long revision) {
    long last = revision();
    AtomicLong changes = new AtomicLong();
    CountDownLatch done = new CountDownLatch(1);
    // A change behind all others tells that everything before it has been told.
    ByteSequence sentinel = Data.text("/registry/zz-end-of-history");
    try (Watch.Watcher _ =
        watch(
            Data.PREFIX,
            Data.END,
            revision + 1,
            response ->
                response
                    .getEvents()
                    .forEach(event -> {
                      if (event.getKeyValue().getKey().equals(sentinel)) {
                        done.countDown();
                      } else if (event.getKeyValue().getModRevision() <= last) {
                        changes.incrementAndGet();
                      }
                    }))) {
      answer(kv.put(sentinel, Data.text("")));
      if (!done.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the history was not told in time");
      }
      answer(kv.delete(sentinel));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return changes.get();
  }

  /** Fails unless both hold the same keys in scope with the same values. */
  static void expectEqual(Store one, Store other) {
    Iterator<List<KeyValue>> left = one.pages();
    Iterator<List<KeyValue>> right = other.pages();
    long keys = 0;
    while (left.hasNext() || right.hasNext()) {
      List<KeyValue> these = left.hasNext() ? left.next() : List.of();
      List<KeyValue> those = right.hasNext() ? right.next() : List.of();
      if (these.size() != those.size()) {
        throw new IllegalStateException("not equal: different numbers of keys after " + keys);
      }
      for (int i = 0; i < these.size(); i++) {
        KeyValue a = these.get(i);
        KeyValue b = those.get(i);
        if (!a.getKey().equals(b.getKey()) || !a.getValue().equals(b.getValue())) {
          throw new IllegalStateException("not equal: " + a.getKey() + " and " + b.getKey());
        }
      }
      keys += these.size();
    }
  }

  private Iterator<List<KeyValue>> pages() {
    long revision = revision();
    return new Iterator<>() {
      private ByteSequence from = Data.PREFIX;
      private boolean more = true;

      @Override
      public boolean hasNext() {
        return more;
      }

      @Override
      public List<KeyValue> next() {
        GetOption option =
            GetOption.builder()
                .withRange(Data.END)
                .withRevision(revision)
                .withLimit(COMPARED_AT_ONCE)
                .build();
        GetResponse page = answer(kv.get(from, option));
        more = page.isMore();
        if (more) {
          from = page.getKvs().getLast().getKey().concat(ByteSequence.from(new byte[1]));
        }
        return page.getKvs();
      }
    };
  }

  /** Watches for a value of a key, and tells when one that contains {@code part} was put. */
  Awaited await(ByteSequence key, String part) {
    CompletableFuture<Long> seen = new CompletableFuture<>();
    Watch.Watcher watcher =
        client
            .getWatchClient()
            .watch(
                key,
                WatchOption.DEFAULT,
                response -> {
                  long now = System.nanoTime();
                  boolean there =
                      response.getEvents().stream()
                          .anyMatch(
                              event -> event.getKeyValue().getValue().toString().contains(part));
                  if (there) {
                    seen.complete(now);
                  }
                });
    return new Awaited(seen, watcher);
  }

  /** A value that is waited for. */
  record Awaited(CompletableFuture<Long> seen, Watch.Watcher watcher) implements AutoCloseable {
    /** When it was seen, in {@link System#nanoTime}. */
    long get(Duration most) {
      return seen.orTimeout(most.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    @Override
    public void close() {
      watcher.close();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
