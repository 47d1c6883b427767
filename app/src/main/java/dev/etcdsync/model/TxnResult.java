package dev.etcdsync.model;

import java.util.List;
import java.util.Optional;

/**
 * What etcd answered to a transaction.
 *
 * @param succeeded whether the compares held
 * @param revision the store's revision after it: the mod revision of what it wrote, if it wrote
 * @param gets the results of the branch's gets, in their order
 */
public record TxnResult(boolean succeeded, long revision, List<Optional<KeyValue>> gets) {
  public TxnResult {
    gets = List.copyOf(gets);
  }
}
