package dev.etcdsync.guard;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.CarriedLinks;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Side;
import java.util.List;
import java.util.Optional;

/**
 * The guards that look at which links the two etcds carry: nothing is copied over a cluster that
 * was promoted, and no two links go both ways between the same two. A link is kept in its standby
 * alone, so who else reads the standby as a primary cannot be seen from here.
 */
public final class LinkDirections {
  private final Answers answers;
  private final Documents documents;
  private final LinkKeys own;
  private final PromotionDocument promotions = new PromotionDocument();

  public LinkDirections(Answers answers, Documents documents, LinkKeys own) {
    this.answers = answers;
    this.documents = documents;
    this.own = own;
  }

  /**
   * Whether the standby was promoted, by this link or another, or is being promoted by this one.
   *
   * @throws UnknownFormatException if a link's promotion cannot be read
   */
  public Optional<Finding> promoted(Etcd standby) {
    Optional<Finding> ours =
        read(standby, Side.STANDBY, own).get(1).map(entry -> promoted(own, promotion(entry)));
    if (ours.isPresent()) {
      return ours;
    }
    return links(standby, Side.STANDBY).stream()
        .filter(link -> !link.equals(own))
        .flatMap(link ->
            read(standby, Side.STANDBY, link).get(1).stream()
                .map(this::promotion)
                .filter(Promotion::hasEnded)
                .map(promotion -> promoted(link, promotion)))
        .findFirst();
  }

  private Promotion promotion(KeyValue entry) {
    return promotions.read(entry.value());
  }

  private static Finding promoted(LinkKeys link, Promotion promotion) {
    String sentence =
        switch (promotion.stage()) {
          case DRAINING ->
              "The link \"%s\" is being promoted by %s since %s; nothing is replicated meanwhile; let"
                  + " etcd-sync promote end, run it again if it was killed, or take it back with"
                  + " etcd-sync promote --take-back";
          case PLACING, LIFTING ->
              "The standby is being promoted through the link \"%s\" by %s since %s, and goes its own"
                  + " way already; nothing is copied over it; run etcd-sync promote to its end";
          case PROMOTED ->
              "The standby was promoted through the link \"%s\" by %s, begun %s, and serves on its"
                  + " own; nothing is copied over it; stop this etcd-sync, or, if that cluster shall"
                  + " be a standby again, first delete that link's keys there";
        };
    return new Finding(
        Guard.PROMOTED,
        sentence.formatted(link.name(), promotion.by(), promotion.begun()),
        Optional.empty());
  }

  /**
   * Whether the primary is itself, by a link that has not been promoted, a standby of this standby.
   *
   * @param standbyCluster the cluster id of our standby
   */
  public Optional<Finding> reverse(Etcd primary, long standbyCluster) {
    return links(primary, Side.PRIMARY).stream()
        .flatMap(link -> active(primary, link, standbyCluster).stream())
        .findFirst();
  }

  private Optional<Finding> active(Etcd primary, LinkKeys link, long standbyCluster) {
    List<Optional<KeyValue>> entries = read(primary, Side.PRIMARY, link);
    return entries
        .get(0)
        .flatMap(this::fence)
        .filter(fence -> fence.primaryCluster() == standbyCluster)
        .filter(fence -> entries.get(1).filter(this::isDone).isEmpty())
        .map(fence ->
            new Finding(
                Guard.REVERSE_LINK,
                "The primary is itself a standby of this standby, by the link \"%s\" that %s held"
                        .formatted(link.name(), fence.holder())
                    + " last: each would overwrite the other; nothing is copied; if the primary"
                    + " shall serve now, run etcd-sync promote for that link, and if that link is"
                    + " not used any more, delete its keys below %s there".formatted(link.root()),
                Optional.empty()));
  }

  private Optional<Fence> fence(KeyValue entry) {
    try {
      return Optional.of(documents.readFence(entry.value()));
    } catch (UnknownFormatException anotherVersions) {
      return Optional.empty();
    }
  }

  private boolean isDone(KeyValue entry) {
    try {
      return promotion(entry).isDone();
    } catch (UnknownFormatException anotherVersions) {
      return false;
    }
  }

  private List<Optional<KeyValue>> read(Etcd etcd, Side side, LinkKeys link) {
    return answers.await(side, etcd.get(List.of(link.fence(), link.promotion()), 0)).entries();
  }

  /**
   * Whether the user may read there which links an etcd carries. If not, the guards find nothing.
   *
   * @throws EtcdException if the etcd does not answer
   */
  public boolean canLook(Etcd etcd, Side side) {
    return visible(etcd, side).isPresent();
  }

  /** Whoever may not look there cannot be told. */
  private List<LinkKeys> links(Etcd etcd, Side side) {
    return visible(etcd, side).orElse(List.of());
  }

  private Optional<List<LinkKeys>> visible(Etcd etcd, Side side) {
    try {
      return Optional.of(CarriedLinks.in(etcd, side, answers));
    } catch (EtcdException e) {
      if (e.failure() == Failure.NO_PERMISSION) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
