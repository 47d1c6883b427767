package dev.etcdsync.copy;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import java.util.List;
import java.util.Optional;

/** Hears how a copy comes along. Called on the engine's thread; must not block. */
public interface CopyProgress {
  /** The primary has been listed. */
  void listed(long revision, long keys);

  /**
   * So many keys of the listing, and of those created since, are settled on the standby.
   *
   * @param written how many of them differed, and were written
   * @param bytes of keys and values that were written
   */
  void settled(long copied, long total, long written, long bytes, long primaryRevision);

  /** A key has been deleted that was replicated once and that the primary has no more. */
  void deleted(KeyMeta stale);

  /**
   * What was held of an object has been dropped: it is held no longer, or the primary's is gone.
   */
  void dropped(Key held);

  /**
   * The copy ends although others keep changing its keys on the standby.
   *
   * @param missing keys that were not there at the last look
   */
  void disturbed(List<Key> missing);

  /**
   * In which order a complete copy was written.
   *
   * @param unreadable objects whose owners could not be read: they came after all others, in order
   *     of creation
   * @param incomplete objects that need something that is nowhere in scope; they came last
   * @param example one of these
   */
  void ordered(long unreadable, long incomplete, Optional<Key> example);

  /**
   * The scope has changed, and what went out of it stays on the standby as it is.
   *
   * @param keys how many
   * @param example one of them
   */
  void leftBehind(long keys, Key example);
}
