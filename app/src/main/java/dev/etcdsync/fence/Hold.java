package dev.etcdsync.fence;

import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import dev.etcdsync.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process's right to write: the mod revisions that its transactions compare. Immutable.
 *
 * @param fence mod revision of the fence that this process claimed
 * @param checkpoint mod revision of the checkpoint as last known; 0: there is none
 */
public record Hold(LinkKeys keys, long fence, long checkpoint) {
  /** Operations and compares that a fenced transaction needs for itself. */
  public static final int OVERHEAD_OPERATIONS = 2;

  private static final Value EMPTY = Value.wrap(new byte[0]);

  /**
   * A transaction that writes {@code ops} and, with them, the checkpoint: at most one of these for
   * any state of the standby ever commits.
   */
  public Txn moving(Value nextCheckpoint, List<Op> ops) {
    List<Op> then = new ArrayList<>(ops.size() + 1);
    then.addAll(ops);
    then.add(new Op.Put(keys.checkpoint(), nextCheckpoint));
    return new Txn(compares(List.of()), then, reads());
  }

  /**
   * A transaction that writes {@code ops} and leaves the checkpoint as it is: several may be in
   * flight, and all are dead once the checkpoint has been rewritten ("sealed").
   */
  public Txn marking(List<Compare> conditions, List<Op> ops) {
    List<Op> then = new ArrayList<>(ops.size() + 1);
    then.addAll(ops);
    then.add(new Op.Put(keys.mark(), EMPTY));
    return new Txn(compares(conditions), then, reads());
  }

  private List<Compare> compares(List<Compare> conditions) {
    List<Compare> compares = new ArrayList<>(conditions.size() + 2);
    compares.add(new Compare(keys.fence(), fence));
    compares.add(new Compare(keys.checkpoint(), checkpoint));
    compares.addAll(conditions);
    return compares;
  }

  private List<Op> reads() {
    return List.of(new Op.Get(keys.fence()), new Op.Get(keys.checkpoint()));
  }

  /** What the result of a transaction of this hold means. */
  public Verdict judge(TxnResult result) {
    if (result.succeeded()) {
      return new Verdict.Committed(result.revision());
    }
    return judge(result.gets().get(0), result.gets().get(1));
  }

  /** What fence and checkpoint, read together, mean for this hold. */
  public Verdict judge(Optional<KeyValue> fenceNow, Optional<KeyValue> checkpointNow) {
    if (modRevision(fenceNow) != fence) {
      return new Verdict.Deposed(fenceNow.map(KeyValue::value));
    }
    if (modRevision(checkpointNow) != checkpoint) {
      return new Verdict.CheckpointMoved(
          checkpointNow.map(KeyValue::value), modRevision(checkpointNow));
    }
    return new Verdict.ConditionFailed();
  }

  public Hold withCheckpoint(long modRevision) {
    return new Hold(keys, fence, modRevision);
  }

  public List<Key> judged() {
    return List.of(keys.fence(), keys.checkpoint());
  }

  private static long modRevision(Optional<KeyValue> entry) {
    return entry.map(KeyValue::modRevision).orElse(0L);
  }
}
