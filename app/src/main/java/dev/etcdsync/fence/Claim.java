package dev.etcdsync.fence;

import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.Value;
import java.util.List;

/** The transaction that takes a link over. */
public final class Claim {
  private Claim() {}

  /**
   * Puts {@code fence} where the one of mod revision {@code over} (0: none) stands, and reads the
   * checkpoint in the same transaction: no write of the previous holder can come between.
   */
  public static Txn transaction(LinkKeys keys, long over, Value fence) {
    return new Txn(
        List.of(new Compare(keys.fence(), over)),
        List.of(new Op.Put(keys.fence(), fence), new Op.Get(keys.checkpoint())),
        List.of());
  }
}
