package dev.etcdsync.etcd;

import dev.etcdsync.fence.Claim;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.fence.Verdict;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import dev.etcdsync.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Takes a link over, once in a process's life, and finds the same hold again after a reconnect. */
public final class LinkClaim {
  private final Answers answers;
  private final Documents documents;
  private final LinkKeys keys;

  public LinkClaim(Answers answers, Documents documents, LinkKeys keys) {
    this.answers = answers;
    this.documents = documents;
    this.keys = keys;
  }

  /**
   * A claim that holds.
   *
   * @param fence what was claimed with
   * @param hold what to write under
   * @param checkpoint read together with the claim
   * @param revision the standby's revision at that moment
   */
  public record Claimed(Fence fence, Hold hold, Optional<Checkpoint> checkpoint, long revision) {}

  /**
   * Claims the link, whoever holds it.
   *
   * @param wanted what to claim with; its epoch is ignored
   * @throws EtcdException also if the link is being promoted, or was
   */
  public Claimed claim(Etcd standby, Fence wanted) {
    return claim(
        standby,
        wanted,
        (now, fence) -> {
          if (now.entries().get(2).isPresent()) {
            throw new EtcdException(
                Side.STANDBY,
                Failure.OTHER,
                "the link is being promoted, or was, and is not claimed");
          }
          now.entries().get(1).ifPresent(entry -> documents.readCheckpoint(entry.value()));
          return Claim.transaction(keys, modRevision(now.entries().get(0)), fence);
        });
  }

  /**
   * Claims the link for its promotion, whoever holds it: a leader is deposed, and nobody but
   * another promotion can claim it from then on.
   *
   * @param wanted what to claim with; its epoch is ignored
   * @param next what the promotion's document shall say, by what it says now
   * @throws UnknownFormatException if a document of the link cannot be read
   */
  public Claimed claimToPromote(
      Etcd standby, Fence wanted, Function<Optional<Promotion>, Promotion> next) {
    PromotionDocument document = new PromotionDocument();
    return claim(
        standby,
        wanted,
        (now, fence) -> {
          Optional<KeyValue> before = now.entries().get(2);
          Promotion promotion = next.apply(before.map(entry -> document.read(entry.value())));
          return Claim.promoting(
              keys,
              modRevision(now.entries().get(0)),
              fence,
              modRevision(before),
              document.write(promotion));
        });
  }

  private static long modRevision(Optional<KeyValue> entry) {
    return entry.map(KeyValue::modRevision).orElse(0L);
  }

  /**
   * @param transaction makes the claim out of what stands there and the fence to put
   */
  private Claimed claim(
      Etcd standby, Fence wanted, BiFunction<Etcd.Reading, Value, Txn> transaction) {
    while (true) {
      Etcd.Reading now = read(standby);
      Optional<Fence> present =
          now.entries().get(0).map(entry -> documents.readFence(entry.value()));
      if (present.map(Fence::nonce).equals(Optional.of(wanted.nonce()))) {
        // An earlier claim of ours whose answer was lost.
        return held(now, present.orElseThrow());
      }
      Fence next =
          new Fence(
              present.map(Fence::epoch).orElse(0L) + 1,
              wanted.holder(),
              wanted.nonce(),
              wanted.primaryCluster(),
              wanted.standbyCluster());
      TxnResult result =
          answers.await(
              Side.STANDBY, standby.commit(transaction.apply(now, documents.write(next))));
      if (result.succeeded()) {
        return claimed(next, result);
      }
    }
  }

  private Claimed claimed(Fence fence, TxnResult result) {
    Optional<KeyValue> checkpoint = result.gets().getFirst();
    return new Claimed(
        fence,
        new Hold(keys, result.revision(), checkpoint.map(KeyValue::modRevision).orElse(0L)),
        checkpoint.map(entry -> documents.readCheckpoint(entry.value())),
        result.revision());
  }

  /**
   * Finds the hold of an earlier claim again.
   *
   * @throws DeposedException if another process has claimed since
   */
  public Claimed resume(Etcd standby, Claimed earlier) {
    Etcd.Reading now = read(standby);
    Verdict verdict = earlier.hold().judge(now.entries().get(0), now.entries().get(1));
    if (verdict instanceof Verdict.Deposed deposed) {
      throw new DeposedException(documents.holder(deposed.fence()));
    }
    return held(now, earlier.fence());
  }

  private Claimed held(Etcd.Reading now, Fence fence) {
    Optional<KeyValue> checkpoint = now.entries().get(1);
    return new Claimed(
        fence,
        new Hold(
            keys,
            now.entries().get(0).map(KeyValue::modRevision).orElse(0L),
            checkpoint.map(KeyValue::modRevision).orElse(0L)),
        checkpoint.map(entry -> documents.readCheckpoint(entry.value())),
        now.revision());
  }

  private Etcd.Reading read(Etcd standby) {
    List<Key> read = List.of(keys.fence(), keys.checkpoint(), keys.promotion());
    return answers.await(Side.STANDBY, standby.get(read, 0));
  }
}
