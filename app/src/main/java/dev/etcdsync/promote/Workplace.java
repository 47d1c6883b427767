package dev.etcdsync.promote;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.Side;
import java.util.List;
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

  /**
   * The primary's revision of now.
   *
   * @throws EtcdException if it does not answer
   */
  long primaryRevision(Etcd primary) {
    return answers.revision(Side.PRIMARY, primary, settings.replication().scope().range().from());
  }

  /** The standby's own keys as they are recorded now. */
  KnownSurplus surplus(Etcd standby) {
    return new KnownSurplus(keys, documents, behind(keys.surplus(), standby));
  }

  /** The objects that are held now. */
  List<Key> held(Etcd standby) {
    return behind(keys.held(), standby);
  }

  /** How many objects are held now. */
  long heldObjects(Etcd standby) {
    return held(standby).size();
  }

  private List<Key> behind(Key prefix, Etcd standby) {
    return Listing.keysBehind(prefix, standby, Side.STANDBY, 0, answers);
  }
}
