package dev.etcdsync.fence;

import dev.etcdsync.model.Value;
import java.util.Optional;

/** What became of a fenced transaction. */
public sealed interface Verdict {
  /** It wrote, at this mod revision of the standby. */
  record Committed(long modRevision) implements Verdict {}

  /** Another process holds the fence, or it is gone: nothing was written, and never will be. */
  record Deposed(Optional<Value> fence) implements Verdict {}

  /** The checkpoint is another one than the hold knows; only its content tells whose. */
  record CheckpointMoved(Optional<Value> checkpoint, long modRevision) implements Verdict {}

  /** Fence and checkpoint are as they were; a compare of the caller's own failed. */
  record ConditionFailed() implements Verdict {}
}
