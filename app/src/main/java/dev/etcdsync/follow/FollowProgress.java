package dev.etcdsync.follow;

import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Revision;
import java.time.Instant;
import java.util.Optional;

/** Hears how following comes along. Called on the engine's thread; must not block. */
public interface FollowProgress {
  /**
   * The primary's watch has proved what it had to: following begins.
   *
   * @param revision that the standby holds
   */
  void begun(long revision);

  /**
   * Where the link is.
   *
   * @param revision that the standby holds
   * @param primaryRevision the primary's, as last heard
   * @param confirmed a moment at which the primary held nothing in scope that the standby does not
   *     hold now
   * @param held objects that are held
   */
  void at(long revision, long primaryRevision, Optional<Instant> confirmed, long held);

  /** The standby has taken a write, and whatever stopped an earlier attempt does so no longer. */
  void moved();

  /**
   * The standby has taken a transaction of the primary's changes.
   *
   * @param puts objects that were put, in their place or aside
   * @param deletions objects that were taken away
   * @param bytes of keys and values
   * @param nanos since the oldest of the changes was heard
   */
  void applied(long puts, long deletions, long bytes, long nanos);

  /** A change is about to be applied. */
  void applying(Revision revision, Change change);

  /**
   * A replicated object has been taken away on the standby, as the primary's doings ask for.
   *
   * @param placement where the primary's object belongs now; empty if it was deleted
   * @param revision the primary's that asked for it
   * @param modRevision the standby's that did it
   */
  void deleted(Key key, Optional<Placement> placement, long revision, long modRevision);

  /** Somebody else has created or deleted a key in scope on the standby. */
  void foreign(Change change, long modRevision);
}
