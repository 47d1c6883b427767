package dev.etcdsync.promote;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Placement;
import java.util.Optional;

/** Hears how a promotion comes along. Called on its thread; must not block for long. */
public interface PromotionProgress {
  /**
   * Something was found or done.
   *
   * @param sentence for people; holds keys, never a value
   */
  void told(Step step, String sentence);

  /**
   * The last drain has deleted an object on the standby.
   *
   * @param placement where the object has its place now; empty: the primary deleted it
   * @param revision the primary's, in which that became so
   * @param modRevision the standby's, of the deletion
   */
  void deleted(Key key, Optional<Placement> placement, long revision, long modRevision);

  /**
   * The last drain has written an object back.
   *
   * @param seen what stood there, if anything did
   * @param writer who had written that, as far as it says
   */
  void healed(KeyValue wanted, Optional<KeyValue> seen, Optional<String> writer);

  /**
   * What a process was trying on the standby's apiserver when it ended is taken back.
   *
   * @param had whether something had stood there, and does again
   * @param modRevision the standby's, of the try
   */
  void restored(Key key, boolean had, long modRevision);
}
