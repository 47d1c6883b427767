package dev.etcdsync.promote;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.Side;
import java.util.Optional;

/** What every step of a promotion works with. */
record Workplace(
    PromotionSettings settings,
    LinkKeys keys,
    Documents documents,
    PromotionDocument promotions,
    Answers answers,
    Clock clock,
    PromotionProgress progress,
    Proofs proofs) {

  static Workplace of(
      PromotionSettings settings,
      Optional<ObjectReader> reader,
      Clock clock,
      PromotionProgress progress) {
    Answers answers = new Answers(clock, settings.replication().timing().requestTimeout());
    return new Workplace(
        settings,
        LinkKeys.of(settings.link()),
        new Documents(),
        new PromotionDocument(),
        answers,
        clock,
        progress,
        new Proofs(settings.replication().scope(), reader, answers, progress));
  }

  void tell(Step step, String sentence) {
    progress.told(step, sentence);
  }

  /** How many objects are held now. */
  long heldObjects(Etcd standby) {
    return Listing.keysBehind(keys.held(), standby, Side.STANDBY, 0, answers).size();
  }
}
