package dev.etcdsync.etcd;

import static dev.etcdsync.etcd.Translation.bytes;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.maintenance.StatusResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A real etcd, through jetcd. */
final class JetcdEtcd implements Etcd {
  /**
   * The request's own deadline ends it first: jetcd closes what belongs to a request only if it
   * learns of the end before its client is closed.
   */
  private static final Duration BACKSTOP = Duration.ofMillis(500);

  private final List<URI> endpoints;
  private final Clients clients;
  private final Client client;
  private final KV kv;
  private final Duration timeout;
  private final ErrorClassifier errors;

  /**
   * @param clients opens a further client with the same certificates, for a watch of its own: reads
   *     must not starve it (etcd issue 15402), and jetcd leaks streams of watches that share a
   *     client (jetcd issue 1510)
   */
  JetcdEtcd(Side side, List<URI> endpoints, Clients clients, Duration timeout) {
    this.endpoints = List.copyOf(endpoints);
    this.clients = clients;
    this.client = clients.forRequests(timeout);
    this.kv = client.getKVClient();
    this.timeout = timeout;
    this.errors = new ErrorClassifier(side);
  }

  @Override
  public CompletableFuture<TxnResult> commit(Txn txn) {
    return call(
        () ->
            kv.txn()
                .If(txn.compares().stream().map(Translation::compare).toArray(Cmp[]::new))
                .Then(operations(txn.then()))
                .Else(operations(txn.otherwise()))
                .commit(),
        response ->
            new TxnResult(
                response.isSucceeded(), response.getHeader().getRevision(), entries(response)));
  }

  private static Op[] operations(List<dev.etcdsync.model.Op> ops) {
    return ops.stream().map(Translation::operation).toArray(Op[]::new);
  }

  private static List<Optional<KeyValue>> entries(TxnResponse response) {
    return response.getGetResponses().stream()
        .map(get -> get.getKvs().stream().findFirst().map(Translation::entry))
        .toList();
  }

  @Override
  public CompletableFuture<Reading> get(List<Key> keys, long revision) {
    GetOption option = GetOption.builder().withRevision(revision).build();
    if (keys.size() == 1) {
      return call(
          () -> kv.get(bytes(keys.getFirst()), option),
          response ->
              new Reading(
                  List.of(response.getKvs().stream().findFirst().map(Translation::entry)),
                  response.getHeader().getRevision()));
    }
    Op[] gets = keys.stream().map(key -> Op.get(bytes(key), option)).toArray(Op[]::new);
    return call(
        () -> kv.txn().Then(gets).commit(),
        response -> new Reading(entries(response), response.getHeader().getRevision()));
  }

  @Override
  public CompletableFuture<Reading> getAll(KeyRange range, long revision) {
    GetOption option =
        GetOption.builder().withRange(bytes(range.end())).withRevision(revision).build();
    return call(
        () -> kv.get(bytes(range.from()), option),
        response ->
            new Reading(
                response.getKvs().stream().map(Translation::entry).map(Optional::of).toList(),
                response.getHeader().getRevision()));
  }

  @Override
  public CompletableFuture<Page> list(KeyRange range, long revision, int limit) {
    GetOption option =
        GetOption.builder()
            .withRange(bytes(range.end()))
            .withKeysOnly(true)
            .withRevision(revision)
            .withLimit(limit)
            .build();
    return call(
        () -> kv.get(bytes(range.from()), option),
        response ->
            new Page(
                response.getKvs().stream().map(Translation::meta).toList(),
                revision == 0 ? response.getHeader().getRevision() : revision,
                response.isMore(),
                response.getCount()));
  }

  @Override
  public CompletableFuture<Void> compact(long revision) {
    return call(() -> kv.compact(revision), response -> null);
  }

  @Override
  public CompletableFuture<ServerStatus> status() {
    List<CompletableFuture<StatusResponse>> asked = new ArrayList<>();
    for (URI endpoint : endpoints) {
      asked.add(
          call(
              () -> client.getMaintenanceClient().statusMember(endpoint.toString()),
              Function.identity()));
    }
    CompletableFuture<?>[] settled =
        asked.stream()
            .map(answer -> answer.handle((response, error) -> response))
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(settled).thenCompose(done -> combine(asked));
  }

  /** Members that do not answer do not count, as long as one does. */
  private CompletableFuture<ServerStatus> combine(List<CompletableFuture<StatusResponse>> asked) {
    List<StatusResponse> answers =
        asked.stream()
            .filter(answer -> !answer.isCompletedExceptionally())
            .map(CompletableFuture::join)
            .toList();
    if (answers.isEmpty()) {
      return asked.getFirst().thenApply(impossible -> new ServerStatus(0, 0, List.of(), false));
    }
    List<String> clusters =
        answers.stream()
            .map(answer -> Long.toHexString(answer.getHeader().getClusterId()))
            .distinct()
            .toList();
    if (clusters.size() > 1) {
      return CompletableFuture.failedFuture(
          errors.classify("its endpoints are members of different clusters: " + clusters));
    }
    return CompletableFuture.completedFuture(
        new ServerStatus(
            answers.getFirst().getHeader().getClusterId(),
            answers.stream().mapToLong(answer -> answer.getHeader().getRevision()).max().orElse(0),
            answers.stream().map(StatusResponse::getVersion).distinct().toList(),
            answers.stream()
                .flatMap(answer -> answer.getErrorList().stream())
                .anyMatch(error -> error.contains("NOSPACE"))));
  }

  @Override
  public CompletableFuture<Optional<Space>> space() {
    List<CompletableFuture<Optional<Space>>> asked = new ArrayList<>();
    for (URI endpoint : endpoints) {
      CompletableFuture<Optional<Space>> answer =
          call(
              () -> client.getMaintenanceClient().statusMember(endpoint.toString()),
              status -> Optional.of(new Space(status.getDbSize(), status.getDbSizeInUse())));
      asked.add(answer.exceptionally(error -> Optional.empty()));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done ->
            asked.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .max(Comparator.comparingLong(Space::file)));
  }

  @Override
  public Watch watch(KeyRange range, long from, boolean previous, Signal signal) {
    return new JetcdWatch(clients.forWatch(), range, from, previous, signal, errors);
  }

  private <R, T> CompletableFuture<T> call(
      Supplier<CompletableFuture<R>> call, Function<R, T> translate) {
    CompletableFuture<R> answer;
    try {
      answer = call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(errors.classify(e));
    }
    return answer
        .orTimeout(timeout.plus(BACKSTOP).toNanos(), TimeUnit.NANOSECONDS)
        .thenApply(translate)
        .exceptionallyCompose(error -> CompletableFuture.failedFuture(errors.classify(error)));
  }

  @Override
  public void close() {
    client.close();
  }
}
