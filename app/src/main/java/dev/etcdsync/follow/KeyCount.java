package dev.etcdsync.follow;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;

/**
 * Counts the keys in scope.
 *
 * @param answers for how long an answer is waited
 */
record KeyCount(Etcd primary, Etcd standby, Scope scope, Answers answers) {

  /**
   * How many there were before a revision of the primary; of one that is compacted there, how many
   * the standby has now.
   *
   * @throws EtcdException if it does not answer
   */
  long before(long revision) {
    try {
      return count(primary, Side.PRIMARY, revision - 1);
    } catch (EtcdException e) {
      if (e.failure() == Failure.COMPACTED) {
        return count(standby, Side.STANDBY, 0);
      }
      throw e;
    }
  }

  private long count(Etcd etcd, Side side, long revision) {
    Listing listing = Listing.begin(etcd, side, scope, revision, answers);
    long keys = 0;
    for (; listing.peek().isPresent(); listing.advance()) {
      keys++;
    }
    return keys;
  }
}
