package dev.etcdsync.copy;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import java.util.Optional;

/**
 * What an earlier scope brought to the standby and the present one leaves alone: it stays, and
 * nobody keeps it up to date.
 *
 * @param keys how many
 * @param example the first of them
 */
record LeftBehind(long keys, Optional<Key> example) {
  /**
   * Lists the standby by the scope of before, which is another than the present one.
   *
   * @param surplus the standby's own keys, which never were replicated
   * @throws EtcdException if the standby does not answer
   */
  static LeftBehind find(
      Etcd standby, Scope before, Scope now, KnownSurplus surplus, Answers answers) {
    long keys = 0;
    Optional<Key> example = Optional.empty();
    Listing listing = Listing.begin(standby, Side.STANDBY, before, 0, answers);
    for (; listing.peek().isPresent(); listing.advance()) {
      Key key = listing.peek().get().key();
      if (!now.contains(key) && !surplus.contains(key)) {
        keys++;
        example = example.or(() -> Optional.of(key));
      }
    }
    return new LeftBehind(keys, example);
  }
}
