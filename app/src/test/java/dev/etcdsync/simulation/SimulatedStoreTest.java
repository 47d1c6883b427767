package dev.etcdsync.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.Page;
import dev.etcdsync.model.Before;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import dev.etcdsync.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each test holds the simulated store against a sentence of etcd's API documentation. */
class SimulatedStoreTest {
  private static final Key A = Key.of("a");
  private static final Key B = Key.of("b");
  private static final Key C = Key.of("c");
  private static final KeyRange ALL = KeyRange.prefix(Key.of(""));

  private final SimulatedStore store = new SimulatedStore(Side.PRIMARY, 7);

  private long put(Key key, String value) {
    return store.put(key, Value.of(value), "test");
  }

  private static Op putOf(Key key, String value) {
    return new Op.Put(key, Value.of(value));
  }

  private TxnResult commit(List<Compare> compares, List<Op> then, List<Op> otherwise) {
    return store.commit(new Txn(compares, then, otherwise), "test");
  }

  private static void assertFails(Failure failure, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EtcdException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }

  @Test
  void anEmptyStoreIsAtRevisionOne() {
    assertThat(store.revision()).isEqualTo(1);
    assertThat(put(A, "1")).isEqualTo(2);
  }

  @Test
  void aPutKeepsTheCreateRevisionAndRaisesTheModRevision() {
    put(A, "1");
    put(A, "2");
    assertThat(store.get(A)).contains(new KeyValue(A, Value.of("2"), 2, 3));
  }

  @Test
  void aKeyMadeAgainHasANewCreateRevision() {
    put(A, "1");
    store.delete(A, "test");
    put(A, "2");
    assertThat(store.get(A)).contains(new KeyValue(A, Value.of("2"), 4, 4));
  }

  @Test
  void aDeletionThatRemovesNothingMakesNoRevision() {
    put(A, "1");
    assertThat(store.delete(B, "test")).isEqualTo(2);
    assertThat(store.history()).hasSize(1);
  }

  @Test
  void everythingInATransactionHasOneRevision() {
    put(C, "old");
    TxnResult result =
        commit(List.of(), List.of(putOf(A, "1"), putOf(B, "1"), new Op.Delete(C)), List.of());
    assertThat(result.revision()).isEqualTo(3);
    assertThat(store.history().getLast().changes())
        .containsExactly(
            new Change.Put(new KeyValue(A, Value.of("1"), 3, 3)),
            new Change.Put(new KeyValue(B, Value.of("1"), 3, 3)),
            new Change.Delete(C, new Before.Had(Value.of("old"))));
  }

  @Test
  void comparesChooseTheBranch() {
    long revision = put(A, "1");
    assertThat(commit(List.of(new Compare(A, revision)), List.of(), List.of()).succeeded())
        .isTrue();
    assertThat(commit(List.of(new Compare(A, revision + 1)), List.of(), List.of()).succeeded())
        .isFalse();
    assertThat(
            commit(
                    List.of(new Compare(A, revision), new Compare(B, 5)),
                    List.of(putOf(B, "then")),
                    List.of(putOf(B, "otherwise")))
                .succeeded())
        .isFalse();
    assertThat(store.get(B).orElseThrow().value()).isEqualTo(Value.of("otherwise"));
  }

  @Test
  void anAbsentKeyHasModRevisionZero() {
    put(A, "1");
    store.delete(A, "test");
    assertThat(commit(List.of(new Compare(A, 0)), List.of(), List.of()).succeeded()).isTrue();
    assertThat(commit(List.of(new Compare(B, 0)), List.of(), List.of()).succeeded()).isTrue();
  }

  @Test
  void aTransactionThatWritesNothingMakesNoRevision() {
    put(A, "1");
    TxnResult result = commit(List.of(), List.of(new Op.Get(A), new Op.Delete(B)), List.of());
    assertThat(result.revision()).isEqualTo(2);
    assertThat(result.gets()).containsExactly(Optional.of(new KeyValue(A, Value.of("1"), 2, 2)));
    assertThat(store.revision()).isEqualTo(2);
  }

  @Test
  void aGetInATransactionSeesWhatWasWrittenBeforeIt() {
    TxnResult result =
        commit(List.of(), List.of(new Op.Get(A), putOf(A, "1"), new Op.Get(A)), List.of());
    assertThat(result.gets())
        .containsExactly(Optional.empty(), Optional.of(new KeyValue(A, Value.of("1"), 2, 2)));
  }

  @Test
  void aKeyMayNotBeWrittenTwiceInATransaction() {
    assertFails(
        Failure.OTHER, () -> commit(List.of(), List.of(putOf(A, "1"), putOf(A, "2")), List.of()));
    assertFails(
        Failure.OTHER,
        () -> commit(List.of(), List.of(putOf(A, "1"), new Op.Delete(A)), List.of()));
    assertFails(
        Failure.OTHER,
        () -> commit(List.of(), List.of(), List.of(new Op.Delete(A), putOf(A, "1"))));
    assertThat(store.revision()).isEqualTo(1);
    assertThat(
            commit(List.of(), List.of(new Op.Delete(A), new Op.Delete(A)), List.of()).succeeded())
        .isTrue();
  }

  @Test
  void theLargestOfComparesAndBranchesIsHeldAgainstTheOperationLimit() {
    List<Op> ops = new ArrayList<>();
    List<Compare> compares = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      ops.add(putOf(Key.of("k" + i), "v"));
      compares.add(new Compare(Key.of("k" + i), 0));
    }
    assertThat(commit(compares, ops, ops).succeeded()).isTrue();
    List<Op> more = new ArrayList<>(ops);
    more.add(new Op.Get(A));
    List<Compare> moreCompares = new ArrayList<>(compares);
    moreCompares.add(new Compare(A, 0));
    assertFails(Failure.TOO_LARGE, () -> commit(List.of(), more, List.of()));
    assertFails(Failure.TOO_LARGE, () -> commit(List.of(), List.of(), more));
    assertFails(Failure.TOO_LARGE, () -> commit(moreCompares, List.of(), List.of()));
  }

  @Test
  void theWholeRequestIsHeldAgainstTheByteLimit() {
    Value large = Value.wrap(new byte[1024 * 1024 * 3 / 2 - 100]);
    assertThat(commit(List.of(), List.of(new Op.Put(A, large)), List.of()).succeeded()).isTrue();
    assertFails(
        Failure.TOO_LARGE,
        () ->
            commit(List.of(), List.of(new Op.Put(A, large), putOf(B, "x".repeat(100))), List.of()));
    assertFails(
        Failure.TOO_LARGE,
        () -> commit(List.of(), List.of(new Op.Put(A, large)), List.of(putOf(B, "x".repeat(100)))));
  }

  @Test
  void anOperationWeighsAtMostWhatTheEngineReckons() {
    for (int keyLength : new int[] {1, 100, 127, 128, 5000, 20_000}) {
      for (int valueLength : new int[] {0, 1, 127, 128, 16_383, 16_384, 1_400_000}) {
        Key key = Key.of("k".repeat(keyLength));
        Op put = new Op.Put(key, Value.wrap(new byte[valueLength]));
        int empty = WireSize.of(new Txn(List.of(), List.of(), List.of()));
        for (Op op : List.of(put, new Op.Delete(key), new Op.Get(key))) {
          int onWire = WireSize.of(new Txn(List.of(), List.of(op), List.of())) - empty;
          assertThat(onWire).isLessThanOrEqualTo(op.size());
        }
      }
    }
  }

  @Test
  void readsAtARevisionSeeTheStateOfThen() {
    put(A, "1");
    put(B, "1");
    put(A, "2");
    store.delete(B, "test");
    List<Optional<KeyValue>> then = store.get(List.of(A, B, C), 3).entries();
    assertThat(then)
        .containsExactly(
            Optional.of(new KeyValue(A, Value.of("1"), 2, 2)),
            Optional.of(new KeyValue(B, Value.of("1"), 3, 3)),
            Optional.empty());
    assertThat(store.list(ALL, 3, 0).keys())
        .containsExactly(new KeyMeta(A, 2, 2), new KeyMeta(B, 3, 3));
    assertThat(store.list(ALL, 0, 0).keys()).containsExactly(new KeyMeta(A, 2, 4));
  }

  @Test
  void aRevisionToComeCannotBeRead() {
    assertFails(Failure.FUTURE_REVISION, () -> store.get(List.of(A), 2));
    assertFails(Failure.FUTURE_REVISION, () -> store.list(ALL, 2, 0));
  }

  @Test
  void belowACompactionNothingCanBeReadAndAtItEverything() {
    put(A, "1");
    put(A, "2");
    put(A, "3");
    store.compact(3);
    assertFails(Failure.COMPACTED, () -> store.get(List.of(A), 2));
    assertFails(Failure.COMPACTED, () -> store.list(ALL, 2, 0));
    assertThat(store.get(List.of(A), 3).entries().getFirst().orElseThrow().value())
        .isEqualTo(Value.of("2"));
    assertThat(store.get(List.of(A), 0).entries().getFirst().orElseThrow().value())
        .isEqualTo(Value.of("3"));
  }

  @Test
  void compactionGoesNeitherBackNorIntoTheFuture() {
    put(A, "1");
    put(A, "2");
    store.compact(2);
    assertFails(Failure.COMPACTED, () -> store.compact(2));
    assertFails(Failure.FUTURE_REVISION, () -> store.compact(4));
  }

  @Test
  void aListingCanBeTakenInPages() {
    for (Key key : List.of(A, B, C)) {
      put(key, "1");
    }
    Page first = store.list(ALL, 0, 2);
    assertThat(first.keys()).extracting(KeyMeta::key).containsExactly(A, B);
    assertThat(first.more()).isTrue();
    assertThat(first.total()).isEqualTo(3);
    assertThat(first.revision()).isEqualTo(4);
    Page second = store.list(ALL.startingAt(B.next()), first.revision(), 2);
    assertThat(second.keys()).extracting(KeyMeta::key).containsExactly(C);
    assertThat(second.more()).isFalse();
    assertThat(second.total()).isEqualTo(1);
  }

  @Test
  void aRangeEndsBeforeItsEnd() {
    for (Key key : List.of(A, B, C)) {
      put(key, "1");
    }
    assertThat(store.keys(new KeyRange(A, C))).containsExactly(A, B);
    assertThat(store.keys(new KeyRange(B, Key.of(new byte[] {0})))).hasSize(2);
  }

  @Test
  void withoutSpaceNothingCanBePutButDeletionsAndCompactionsGoOn() {
    put(A, "1");
    put(B, "1");
    store.setFull(true);
    assertFails(Failure.NO_SPACE, () -> commit(List.of(), List.of(putOf(A, "2")), List.of()));
    assertFails(
        Failure.NO_SPACE,
        () -> commit(List.of(new Compare(A, 9)), List.of(putOf(A, "2")), List.of()));
    assertThat(commit(List.of(), List.of(new Op.Delete(A)), List.of()).revision()).isEqualTo(4);
    store.compact(3);
    store.setFull(false);
    assertThat(commit(List.of(), List.of(putOf(A, "2")), List.of()).revision()).isEqualTo(5);
  }

  @Test
  void theEndOfALeaseDeletesManyKeysInOneRevision() {
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      ops.add(putOf(Key.of("event-" + i), "v"));
    }
    store.write(ops, "test");
    assertThat(store.deleteAll(KeyRange.prefix(Key.of("event-")), "test")).isEqualTo(3);
    assertThat(store.history().getLast().changes()).hasSize(500);
    assertThat(store.keys(ALL)).isEmpty();
  }

  @Test
  void aRestoreHasTheSameHistoryUpToItsRevision() {
    put(A, "1");
    put(B, "1");
    store.delete(A, "test");
    SimulatedStore restored = store.restored(3);
    assertThat(restored.revision()).isEqualTo(3);
    assertThat(restored.clusterId()).isEqualTo(7);
    assertThat(restored.history()).isEqualTo(store.history().subList(0, 2));
  }

  @Test
  void observersHearOfEveryRevisionAndItsAuthor() {
    List<String> heard = new ArrayList<>();
    store.observe((revision, author) -> heard.add(revision.number() + " by " + author));
    put(A, "1");
    store.delete(B, "nobody");
    store.delete(A, "somebody");
    assertThat(heard).containsExactly("2 by test", "3 by somebody");
  }
}
