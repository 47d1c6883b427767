package dev.etcdsync.bench;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A copy without any safety, as fast as jetcd makes it: lists the keys at one revision, then reads
 * them at it, 128 in a transaction, and writes what it has read, 128 in a transaction, 16 times at
 * once.
 */
public final class BareCopy {
  private static final int OPERATIONS = 128;
  private static final int LANES = 16;
  private static final int PAGE = 25_000;

  private final KV primary;
  private final KV standby;
  private final List<ByteSequence> keys = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private long revision;

  private BareCopy(KV primary, KV standby) {
    this.primary = primary;
    this.standby = standby;
  }

  /** Takes the URLs of the primary and of the standby. */
  public static void main(String[] args) {
    long begun = System.nanoTime();
    try (Client primary = client(args[0]);
        Client standby = client(args[1])) {
      BareCopy copy = new BareCopy(primary.getKVClient(), standby.getKVClient());
      copy.list();
      long listed = System.nanoTime();
      copy.copy();
      System.out.printf(
          "keys=%d listing=%.2f copying=%.2f%n",
          copy.keys.size(), (listed - begun) / 1e9, (System.nanoTime() - listed) / 1e9);
    }
  }

  private static Client client(String url) {
    return Client.builder().endpoints(url).maxInboundMessageSize(512 << 20).build();
  }

  private void list() {
    ByteSequence from = Data.PREFIX;
    boolean more = true;
    while (more) {
      GetOption option =
          GetOption.builder()
              .withRange(Data.END)
              .withKeysOnly(true)
              .withRevision(revision)
              .withLimit(PAGE)
              .build();
      GetResponse page = primary.get(from, option).join();
      if (revision == 0) {
        revision = page.getHeader().getRevision();
      }
      for (KeyValue entry : page.getKvs()) {
        keys.add(entry.getKey());
      }
      more = page.isMore();
      if (more) {
        from = keys.getLast().concat(ByteSequence.from(new byte[1]));
      }
    }
  }

  private void copy() {
    CompletableFuture<?>[] lanes =
        IntStream.range(0, LANES).mapToObj(lane -> step()).toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(lanes).join();
  }

  private CompletableFuture<Void> step() {
    int from = next.getAndAdd(OPERATIONS);
    if (from >= keys.size()) {
      return CompletableFuture.completedFuture(null);
    }
    GetOption pinned = GetOption.builder().withRevision(revision).build();
    Op[] gets =
        keys.subList(from, Math.min(keys.size(), from + OPERATIONS)).stream()
            .map(key -> Op.get(key, pinned))
            .toArray(Op[]::new);
    return primary
        .txn()
        .Then(gets)
        .commit()
        .thenCompose(read -> standby.txn().Then(puts(read)).commit())
        .thenCompose(written -> step());
  }

  private static Op[] puts(TxnResponse read) {
    return read.getGetResponses().stream()
        .flatMap(get -> get.getKvs().stream())
        .map(entry -> Op.put(entry.getKey(), entry.getValue(), PutOption.DEFAULT))
        .toArray(Op[]::new);
  }
}
