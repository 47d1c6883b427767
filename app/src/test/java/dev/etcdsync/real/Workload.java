package dev.etcdsync.real;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes to an etcd as the objects of a Kubernetes do: a seed gives the operations, the judge's
 * record what became of them.
 */
final class Workload implements AutoCloseable {
  private static final List<String> KINDS =
      List.of(
          "configmaps",
          "secrets",
          "deployments",
          "services/specs",
          "stable.example.com/widgets",
          "serviceaccounts");
  private static final int IN_FLIGHT = 16;

  /** For {@link #rate}: only what is in flight bounds it. */
  static final int AS_FAST_AS_IT_CAN = 1_000_000;

  private final Client client;
  private final KV kv;
  private final Random random;
  private final Semaphore places = new Semaphore(IN_FLIGHT);
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private int keys = 500;
  private int perSecond = 500;
  private int valueBytes = 300;
  private Thread thread;
  private volatile boolean stopping;

  private Workload(RealCluster cluster, long seed) {
    ClientBuilder builder =
        Client.builder()
            .endpoints(cluster.plainEndpoints().split(",", -1))
            .connectTimeout(Duration.ofSeconds(2));
    List<String> credentials = cluster.rootCredentials();
    if (!credentials.isEmpty()) {
      builder.user(bytes(credentials.get(0))).password(bytes(credentials.get(1)));
    }
    client = builder.build();
    kv = client.getKVClient();
    random = new Random(seed);
  }

  static Workload on(RealCluster cluster, long seed) {
    return new Workload(cluster, seed);
  }

  /** Among how many names the random operations choose. */
  Workload keys(int count) {
    keys = count;
    return this;
  }

  /** Operations a second; most are one revision. */
  Workload rate(int operations) {
    perSecond = operations;
    return this;
  }

  Workload valueBytes(int size) {
    valueBytes = size;
    return this;
  }

  /** The name with a number: spread over kinds and namespaces. */
  static String key(int number) {
    return "/registry/"
        + KINDS.get(number % KINDS.size())
        + "/ns-"
        + (number / KINDS.size()) % 20
        + "/name-"
        + number;
  }

  /** Puts the first names, many in one transaction. */
  void load(int count) {
    load(0, count);
  }

  /** Puts the names from a number on. */
  void load(int first, int count) {
    int most = Math.clamp(800_000 / Math.max(1, valueBytes), 1, 100);
    List<Op> batch = new ArrayList<>();
    List<CompletableFuture<TxnResponse>> sent = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      batch.add(put(bytes(key(i)), value(valueBytes)));
      if (batch.size() == most || i == first + count - 1) {
        sent.add(commit(batch));
        batch = new ArrayList<>();
      }
    }
    sent.forEach(Workload::get);
  }

  /** Deletes the names from a number on, one by one. */
  void delete(int first, int count) {
    List<CompletableFuture<TxnResponse>> sent = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      sent.add(commit(List.of(delete(bytes(key(i))))));
    }
    sent.forEach(Workload::get);
  }

  /** Puts keys in one revision. */
  long together(Map<String, byte[]> puts) {
    List<Op> ops = new ArrayList<>();
    puts.forEach((key, value) -> ops.add(put(latin(key), ByteSequence.from(value))));
    return get(commit(ops)).getHeader().getRevision();
  }

  /** Puts so many keys under a prefix in one revision. */
  long together(String prefix, int count, int size) {
    Map<String, byte[]> puts = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      puts.put(prefix + String.format("%05d", i), value(size).getBytes());
    }
    return together(puts);
  }

  /** Puts one key of any bytes; the key has one character a byte. */
  long put(String key, byte[] value) {
    return get(commit(List.of(put(latin(key), ByteSequence.from(value)))))
        .getHeader()
        .getRevision();
  }

  long delete(String key) {
    return get(commit(List.of(delete(latin(key))))).getHeader().getRevision();
  }

  /** Deletes all under a prefix in one revision. */
  long deletePrefix(String prefix) {
    Op op = Op.delete(latin(prefix), DeleteOption.builder().isPrefix(true).build());
    return get(commit(List.of(op))).getHeader().getRevision();
  }

  /** Writes one key again and again, as fast as several writers can. */
  void hot(String key, int times) {
    Semaphore own = new Semaphore(IN_FLIGHT);
    List<CompletableFuture<TxnResponse>> sent = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      own.acquireUninterruptibly();
      CompletableFuture<TxnResponse> put = commit(List.of(put(latin(key), bytes("value " + i))));
      sent.add(put.whenComplete((response, failure) -> own.release()));
    }
    sent.forEach(Workload::get);
  }

  /** Puts keys under an etcd lease: they all go in one revision when it ends. */
  void leased(String prefix, int count, long seconds) {
    long lease = get(client.getLeaseClient().grant(seconds)).getID();
    PutOption option = PutOption.builder().withLeaseId(lease).build();
    List<Op> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batch.add(Op.put(latin(prefix + i), value(valueBytes), option));
      if (batch.size() == 100 || i == count - 1) {
        get(commit(batch));
        batch = new ArrayList<>();
      }
    }
  }

  byte[] randomValue(int size) {
    return value(size).getBytes();
  }

  /** Starts the random operations. */
  Workload start() {
    stopping = false;
    thread = Thread.ofPlatform().daemon().name("workload").start(this::run);
    return this;
  }

  /** Ends the random operations; those in flight have been answered or given up. */
  void stop() {
    stopping = true;
    if (thread == null) {
      return;
    }
    try {
      thread.join(Duration.ofSeconds(15));
      if (places.tryAcquire(IN_FLIGHT, 15, TimeUnit.SECONDS)) {
        places.release(IN_FLIGHT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  /** Waits until so many more random operations have been done. */
  void awaitMore(long operations) {
    long wanted = done.get() + operations;
    Await.until(
        operations + " more operations of the load",
        Duration.ofSeconds(60),
        () -> done.get() >= wanted,
        () -> "done=" + done + " failed=" + failed);
  }

  long done() {
    return done.get();
  }

  private void run() {
    long next = System.nanoTime();
    while (!stopping) {
      long gap = 1_000_000_000L / perSecond;
      next = Math.max(next + gap, System.nanoTime() - 100_000_000L);
      long early = next - System.nanoTime();
      if (early > 0) {
        LockSupport.parkNanos(early);
      }
      for (List<Op> transaction : operation()) {
        places.acquireUninterruptibly();
        var _ =
            commit(transaction)
                .orTimeout(5, TimeUnit.SECONDS)
                .whenComplete((response, failure) -> {
                  places.release();
                  (failure == null ? done : failed).incrementAndGet();
                });
      }
    }
  }

  /** One operation of the mix: the transactions that it sends. */
  private List<List<Op>> operation() {
    int dice = random.nextInt(100);
    if (dice < 45) {
      return List.of(List.of(put(any(), value(valueBytes))));
    }
    if (dice < 55) {
      return List.of(List.of(delete(any())));
    }
    if (dice < 61) {
      ByteSequence again = any();
      return List.of(List.of(delete(again)), List.of(put(again, value(valueBytes))));
    }
    if (dice < 71) {
      return List.of(several());
    }
    if (dice < 73) {
      String namespace = "/registry/configmaps/ns-" + random.nextInt(20) + "/name-1";
      return List.of(
          List.of(Op.delete(latin(namespace), DeleteOption.builder().isPrefix(true).build())));
    }
    if (dice < 78) {
      return List.of(List.of(put(any(), ByteSequence.EMPTY)));
    }
    if (dice < 83) {
      byte[] name = new byte[1 + random.nextInt(2)];
      random.nextBytes(name);
      String key = "/registry/binary/" + new String(name, StandardCharsets.ISO_8859_1);
      return List.of(List.of(put(latin(key), value(40))));
    }
    if (dice < 85) {
      return List.of(List.of(put(any(), value(10_000 + random.nextInt(40_000)))));
    }
    if (dice < 95) {
      return List.of(List.of(put(bytes("/registry/configmaps/ns-0/hot"), value(60))));
    }
    String outside = List.of("/registry", "/registry0", "compact_rev_key", "/a").get(dice % 4);
    return List.of(List.of(put(bytes(outside), value(20))));
  }

  private List<Op> several() {
    Map<String, Op> ops = new LinkedHashMap<>();
    int count = 2 + random.nextInt(30);
    for (int i = 0; i < count; i++) {
      String key = key(random.nextInt(keys));
      ops.put(key, random.nextInt(4) == 0 ? delete(bytes(key)) : put(bytes(key), value(80)));
    }
    return new ArrayList<>(ops.values());
  }

  private ByteSequence any() {
    return bytes(key(random.nextInt(keys)));
  }

  /** Random bytes that no two calls share. */
  private ByteSequence value(int size) {
    byte[] value = new byte[size];
    random.nextBytes(value);
    return ByteSequence.from(value);
  }

  private CompletableFuture<TxnResponse> commit(List<Op> ops) {
    try {
      return kv.txn().Then(ops.toArray(Op[]::new)).commit();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Op put(ByteSequence key, ByteSequence value) {
    return Op.put(key, value, PutOption.DEFAULT);
  }

  private static Op delete(ByteSequence key) {
    return Op.delete(key, DeleteOption.DEFAULT);
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  private static ByteSequence latin(String key) {
    return ByteSequence.from(key, StandardCharsets.ISO_8859_1);
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the load failed", e);
    }
  }

  @Override
  public void close() {
    stop();
    client.close();
  }
}
