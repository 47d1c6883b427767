package dev.etcdsync.replica;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.KeptConnection;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What a link's leader, or whoever promotes it, publishes in the standby's etcd, and where it is
 * asked. For one thread.
 */
public final class PublishedStatus implements AutoCloseable {
  private final KeptConnection standby;
  private final LinkKeys keys;
  private final Answers answers;
  private final Documents documents = new Documents();

  /** Connects when it is first needed. */
  public PublishedStatus(EtcdConnector standby, String link, Duration requestTimeout, Clock clock) {
    this.standby = new KeptConnection(standby);
    this.keys = LinkKeys.of(link);
    this.answers = new Answers(clock, requestTimeout);
  }

  /**
   * What the leader said last; empty if nobody has ever said anything, or not in words that this
   * version knows.
   *
   * @throws EtcdException if the etcd does not answer
   */
  Optional<LinkStatus> read() {
    return entry(keys.status()).map(KeyValue::value).flatMap(this::status);
  }

  /**
   * The standby's revision in which it was said; 0: never.
   *
   * @throws EtcdException if the etcd does not answer
   */
  long revision() {
    return entry(keys.status()).map(KeyValue::modRevision).orElse(0L);
  }

  /**
   * Who promotes the link, or has promoted it; empty if nobody does.
   *
   * @throws EtcdException if the etcd does not answer
   */
  Optional<String> promoter() {
    return entry(keys.promotion()).map(KeyValue::value).map(this::promoter);
  }

  private String promoter(Value promotion) {
    try {
      return new PromotionDocument().read(promotion).by();
    } catch (UnknownFormatException e) {
      return "a process of another version";
    }
  }

  /**
   * Asks the leader to compare everything.
   *
   * @return the standby's revision of the request: a comparison at a later one is an answer to it
   * @throws EtcdException if the etcd does not answer
   */
  long askToVerify(String asker) {
    Op put = new Op.Put(keys.verifyRequest(), Value.of(asker));
    return told(etcd -> etcd.commit(new Txn(List.of(), List.of(put), List.of()))).revision();
  }

  private Optional<KeyValue> entry(Key key) {
    return told(etcd -> etcd.get(List.of(key), 0)).entries().getFirst();
  }

  private Optional<LinkStatus> status(Value value) {
    try {
      return Optional.of(documents.readStatus(value));
    } catch (UnknownFormatException e) {
      return Optional.empty();
    }
  }

  private <T> T told(Function<Etcd, CompletableFuture<T>> question) {
    return standby.ask(etcd -> answers.await(Side.STANDBY, question.apply(etcd)));
  }

  @Override
  public void close() {
    standby.close();
  }
}
