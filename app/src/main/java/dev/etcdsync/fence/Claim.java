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
   * Unless the link is being promoted, or was: puts {@code fence} where the one of mod revision
   * {@code over} (0: none) stands, and reads the checkpoint in the same transaction: no write of
   * the previous holder can come between.
   */
  public static Txn transaction(LinkKeys keys, long over, Value fence) {
    return new Txn(
        List.of(new Compare(keys.fence(), over), new Compare(keys.promotion(), 0)),
        List.of(new Op.Put(keys.fence(), fence), new Op.Get(keys.checkpoint())),
        List.of());
  }

  /**
   * The same for a promotion, which puts its own document in the same transaction: from then on
   * nobody who does not promote can claim.
   *
   * @param before mod revision of the promotion's document; 0: none
   */
  public static Txn promoting(LinkKeys keys, long over, Value fence, long before, Value promotion) {
    return new Txn(
        List.of(new Compare(keys.fence(), over), new Compare(keys.promotion(), before)),
        List.of(
            new Op.Put(keys.fence(), fence),
            new Op.Put(keys.promotion(), promotion),
            new Op.Get(keys.checkpoint())),
        List.of());
  }
}
