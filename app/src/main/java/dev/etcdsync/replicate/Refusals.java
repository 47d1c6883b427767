package dev.etcdsync.replicate;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import java.util.Optional;

/** Findings for what an etcd itself refuses. */
final class Refusals {
  private Refusals() {}

  /**
   * @param e of a failure that retrying does not mend
   */
  static Finding finding(EtcdException e) {
    if (e.failure() == Failure.NO_SPACE) {
      return new Finding(
          Guard.NO_SPACE,
          "The "
              + e.side()
              + "'s etcd has used up its space quota and refuses writes; nothing is lost, following"
              + " waits where it stands; compact and defragment it or raise --quota-backend-bytes,"
              + " then disarm its NOSPACE alarm",
          Optional.empty());
    }
    if (e.failure() == Failure.TOO_LARGE) {
      return new Finding(
          Guard.TOO_LARGE,
          "The "
              + e.side()
              + " refuses a request as too large ("
              + e.getMessage()
              + "); nothing is skipped, writing waits; raise --max-request-bytes and --max-txn-ops of"
              + " that etcd to what the primary allows plus 4 KiB, or lower --max-txn-ops and"
              + " --max-txn-bytes here",
          Optional.empty());
    }
    return new Finding(
        Guard.NO_PERMISSION,
        "The "
            + e.side()
            + " refuses the user that etcd-sync comes as ("
            + e.getMessage()
            + "); nothing can be written; give it the rights that docs/operations.md names, or correct its"
            + " credentials",
        Optional.empty());
  }
}
