package dev.etcdsync.check;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import java.util.List;
import java.util.Optional;

/** What the standby says of itself at one of its revisions: what it can be compared by. */
sealed interface Basis {
  /** It equals the primary at a revision. */
  record Equal(Pair pair, Checkpoint checkpoint) implements Basis {}

  /** It is between two revisions of the primary. */
  record Between(Position.Within position) implements Basis {}

  /** An encrypted object is written for a moment, ahead of the rest. */
  record Trying() implements Basis {}

  /** It claims nothing that could be compared. */
  record Nothing(String sentence) implements Basis {}

  /** Reads what the standby says now. */
  static Basis read(
      Etcd standby, LinkKeys keys, Documents documents, Scope scope, Answers answers) {
    Etcd.Reading now =
        answers.await(
            Side.STANDBY,
            standby.get(
                List.of(keys.checkpoint(), keys.scope(), keys.promotion(), keys.probe()), 0));
    try {
      Optional<Promotion> ended =
          now.entries()
              .get(2)
              .map(entry -> new PromotionDocument().read(entry.value()))
              .filter(Promotion::hasEnded);
      if (ended.isPresent()) {
        return new Nothing(goesItsOwnWay(ended.get()));
      }
      Optional<Checkpoint> checkpoint =
          now.entries().get(0).map(entry -> documents.readCheckpoint(entry.value()));
      Optional<String> recorded =
          now.entries().get(1).map(entry -> documents.readScope(entry.value()));
      if (checkpoint.isEmpty()) {
        return new Nothing(
            "the standby's etcd knows no link under "
                + keys.root()
                + ": nothing has been copied there yet; give the name of the link with --link");
      }
      return switch (checkpoint.get().position()) {
        case Position.Copying copying ->
            new Nothing(
                "a copy is under way, and until its end the standby equals no revision of the"
                    + " primary; wait until etcd-sync status says \"following\"");
        case Position.At at when !recorded.equals(Optional.of(scope.description())) ->
            new Nothing(
                "the standby was made with other settings of the scope, or by another version of"
                    + " etcd-sync; give check the key prefix and the scope that run has");
        case Position.At at when now.entries().get(3).isPresent() -> new Trying();
        case Position.At at -> new Equal(new Pair(at.revision(), now.revision()), checkpoint.get());
        case Position.Within within -> new Between(within);
      };
    } catch (UnknownFormatException e) {
      return new Nothing(e.getMessage() + "; use the version of etcd-sync that wrote it");
    }
  }

  /** What differs from then on is no fault, and that nothing differs would mean nothing. */
  private static String goesItsOwnWay(Promotion promotion) {
    return promotion.isDone()
        ? "the link was promoted at %s by %s, %s: the standby goes its own way since, and is not"
                .formatted(
                    promotion.time(),
                    promotion.by(),
                    promotion.shortfall().isPresent()
                        ? "incomplete"
                        : "at revision %d of the primary".formatted(promotion.revision()))
            + " compared with the primary any more"
        : "the standby is being promoted by %s since %s, and goes its own way already: it is not"
                .formatted(promotion.by(), promotion.begun())
            + " compared with the primary any more; run etcd-sync promote to its end";
  }
}
