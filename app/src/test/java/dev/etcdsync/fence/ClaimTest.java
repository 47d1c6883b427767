package dev.etcdsync.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TxnResult;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.SimulatedStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimTest {
  private static final LinkKeys KEYS = LinkKeys.of("main");

  private final SimulatedStore standby = new SimulatedStore(Side.STANDBY, 1);

  private TxnResult claim(long over, String fence) {
    return standby.commit(Claim.transaction(KEYS, over, Value.of(fence)), "test");
  }

  @Test
  void theFirstClaimNeedsAnAbsentFence() {
    assertThat(claim(0, "first").succeeded()).isTrue();
    assertThat(claim(0, "second").succeeded()).isFalse();
    assertThat(standby.get(KEYS.fence()).orElseThrow().value()).isEqualTo(Value.of("first"));
  }

  @Test
  void ofTwoClaimsOverTheSameFenceOneFails() {
    long over = claim(0, "first").revision();
    assertThat(claim(over, "second").succeeded()).isTrue();
    assertThat(claim(over, "third").succeeded()).isFalse();
  }

  @Test
  void readsTheCheckpointInTheSameTransaction() {
    standby.put(KEYS.checkpoint(), Value.of("here"), "test");
    TxnResult result = claim(0, "first");
    assertThat(result.gets()).hasSize(1);
    assertThat(result.gets().getFirst().orElseThrow().value()).isEqualTo(Value.of("here"));
  }

  @Test
  void afterAClaimNoTransactionOfThePreviousHolderWrites() {
    long first = claim(0, "first").revision();
    Hold previous = new Hold(KEYS, first, 0);
    Op put = new Op.Put(Key.of("/registry/a"), Value.of("late"));
    long second = claim(first, "second").revision();
    TxnResult moving = standby.commit(previous.moving(Value.of("c"), List.of(put)), "test");
    TxnResult marking = standby.commit(previous.marking(List.of(), List.of(put)), "test");
    assertThat(previous.judge(moving)).isInstanceOf(Verdict.Deposed.class);
    assertThat(previous.judge(marking)).isInstanceOf(Verdict.Deposed.class);
    assertThat(standby.revision()).isEqualTo(second);
  }

  @Test
  void ofTransactionsUnderOneCheckpointOnlyOneMovesIt() {
    Hold hold = new Hold(KEYS, claim(0, "first").revision(), 0);
    TxnResult sealed = standby.commit(hold.moving(Value.of("c"), List.of()), "test");
    assertThat(hold.judge(sealed)).isEqualTo(new Verdict.Committed(sealed.revision()));
    TxnResult again = standby.commit(hold.moving(Value.of("c"), List.of()), "test");
    assertThat(hold.judge(again)).isInstanceOf(Verdict.CheckpointMoved.class);
    TxnResult late = standby.commit(hold.marking(List.of(), List.of()), "test");
    assertThat(hold.judge(late)).isInstanceOf(Verdict.CheckpointMoved.class);
    assertThat(standby.get(KEYS.mark())).isEmpty();
  }

  @Test
  void marksUnderOneCheckpointDoNotHinderEachOther() {
    Hold hold = new Hold(KEYS, claim(0, "first").revision(), 0);
    for (int i = 0; i < 3; i++) {
      assertThat(hold.judge(standby.commit(hold.marking(List.of(), List.of()), "test")))
          .isInstanceOf(Verdict.Committed.class);
    }
  }
}
