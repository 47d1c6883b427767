package dev.etcdsync.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import dev.etcdsync.model.Value;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldTest {
  private static final LinkKeys KEYS = LinkKeys.of("main");
  private static final Hold HOLD = new Hold(KEYS, 5, 7);
  private static final Op PUT = new Op.Put(Key.of("/registry/a"), Value.of("1"));
  private static final Value DOCUMENT = Value.of("{}");

  private static Optional<KeyValue> entry(Key key, String value, long modRevision) {
    return Optional.of(new KeyValue(key, Value.of(value), 1, modRevision));
  }

  private static TxnResult failed(Optional<KeyValue> fence, Optional<KeyValue> checkpoint) {
    return new TxnResult(false, 20, List.of(fence, checkpoint));
  }

  @Test
  void everyTransactionComparesFenceAndCheckpoint() {
    Compare fence = new Compare(KEYS.fence(), 5);
    Compare checkpoint = new Compare(KEYS.checkpoint(), 7);
    Compare own = new Compare(Key.of("/registry/a"), 3);
    assertThat(HOLD.moving(DOCUMENT, List.of(PUT)).compares()).containsExactly(fence, checkpoint);
    assertThat(HOLD.marking(List.of(own), List.of(PUT)).compares())
        .containsExactly(fence, checkpoint, own);
  }

  @Test
  void whatMovesTheCheckpointWritesItWithTheData() {
    assertThat(HOLD.moving(DOCUMENT, List.of(PUT)).then())
        .containsExactly(PUT, new Op.Put(KEYS.checkpoint(), DOCUMENT));
  }

  @Test
  void whatLeavesTheCheckpointAloneCanStillBeToldFromAForeignWrite() {
    List<Op> written = HOLD.marking(List.of(), List.of(PUT)).then();
    assertThat(written).first().isEqualTo(PUT);
    assertThat(written).last().extracting(Op::key).isEqualTo(KEYS.mark());
    assertThat(written).extracting(Op::key).doesNotContain(KEYS.checkpoint(), KEYS.fence());
  }

  @Test
  void theFailureBranchReadsFenceAndCheckpoint() {
    for (Txn txn :
        List.of(HOLD.moving(DOCUMENT, List.of()), HOLD.marking(List.of(), List.of(PUT)))) {
      assertThat(txn.otherwise())
          .containsExactly(new Op.Get(KEYS.fence()), new Op.Get(KEYS.checkpoint()));
    }
    assertThat(HOLD.judged()).containsExactly(KEYS.fence(), KEYS.checkpoint());
  }

  @Test
  void theOverheadIsWhatItSays() {
    Txn txn = HOLD.marking(List.of(), List.of());
    assertThat(txn.compares()).hasSizeLessThanOrEqualTo(Hold.OVERHEAD_OPERATIONS);
    assertThat(txn.then()).hasSizeLessThanOrEqualTo(Hold.OVERHEAD_OPERATIONS);
    assertThat(txn.otherwise()).hasSizeLessThanOrEqualTo(Hold.OVERHEAD_OPERATIONS);
  }

  @Test
  void successMeansCommittedAtTheRevisionOfTheAnswer() {
    assertThat(HOLD.judge(new TxnResult(true, 21, List.of()))).isEqualTo(new Verdict.Committed(21));
  }

  @Test
  void onlyAChangedFenceEndsLeadership() {
    assertThat(
            HOLD.judge(failed(entry(KEYS.fence(), "other", 6), entry(KEYS.checkpoint(), "c", 7))))
        .isEqualTo(new Verdict.Deposed(Optional.of(Value.of("other"))));
    assertThat(HOLD.judge(failed(Optional.empty(), Optional.empty())))
        .isEqualTo(new Verdict.Deposed(Optional.empty()));
  }

  @Test
  void aChangedFenceWeighsMoreThanAChangedCheckpoint() {
    assertThat(
            HOLD.judge(failed(entry(KEYS.fence(), "other", 8), entry(KEYS.checkpoint(), "c", 9))))
        .isInstanceOf(Verdict.Deposed.class);
  }

  @Test
  void aChangedCheckpointIsSettledByItsContent() {
    assertThat(HOLD.judge(failed(entry(KEYS.fence(), "mine", 5), entry(KEYS.checkpoint(), "c", 9))))
        .isEqualTo(new Verdict.CheckpointMoved(Optional.of(Value.of("c")), 9));
    assertThat(HOLD.judge(failed(entry(KEYS.fence(), "mine", 5), Optional.empty())))
        .isEqualTo(new Verdict.CheckpointMoved(Optional.empty(), 0));
  }

  @Test
  void withBothUnchangedItWasTheCallersOwnCompareThatFailed() {
    assertThat(HOLD.judge(failed(entry(KEYS.fence(), "mine", 5), entry(KEYS.checkpoint(), "c", 7))))
        .isEqualTo(new Verdict.ConditionFailed());
    assertThat(new Hold(KEYS, 5, 0).judge(failed(entry(KEYS.fence(), "m", 5), Optional.empty())))
        .isEqualTo(new Verdict.ConditionFailed());
  }

  @Test
  void aMovedCheckpointIsComparedFromThenOn() {
    assertThat(HOLD.withCheckpoint(9)).isEqualTo(new Hold(KEYS, 5, 9));
  }
}
