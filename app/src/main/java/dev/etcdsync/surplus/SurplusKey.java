package dev.etcdsync.surplus;

import dev.etcdsync.model.Key;

/** A key that is recorded as the standby's own. */
public sealed interface SurplusKey {
  Key key();

  /**
   * It is there.
   *
   * @param created revision of the standby that created it
   * @param modRevision revision of the standby that wrote it last
   * @param size of the value, in bytes
   * @param replicated whether etcd-sync wrote it last: the record is out of date then, and it is
   *     not the standby's own any more
   */
  record There(Key key, long created, long modRevision, int size, boolean replicated)
      implements SurplusKey {}

  /**
   * It has been deleted since.
   *
   * @param created as it was recorded
   */
  record Gone(Key key, long created) implements SurplusKey {}
}
