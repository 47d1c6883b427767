package dev.etcdsync.promote;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import java.util.List;
import java.util.Optional;

/**
 * What the standby's etcd says of the link at one moment.
 *
 * @param revision the standby's own, at that moment
 */
record Known(
    Optional<Fence> fence,
    Checkpoint checkpoint,
    Optional<LinkStatus> status,
    Optional<Promotion> promotion,
    long revision) {

  /**
   * Reads it.
   *
   * @throws RefusedException if there is no link
   * @throws UnknownFormatException if a document of the link cannot be read
   */
  static Known read(Etcd standby, Workplace at) {
    Etcd.Reading now =
        at.answers()
            .await(
                Side.STANDBY,
                standby.get(
                    List.of(
                        at.keys().fence(),
                        at.keys().checkpoint(),
                        at.keys().status(),
                        at.keys().promotion()),
                    0));
    List<Optional<Value>> values =
        now.entries().stream().map(entry -> entry.map(KeyValue::value)).toList();
    if (values.get(1).isEmpty()) {
      throw new RefusedException(
          "The standby's etcd knows no link \"%s\": nothing was ever copied there; give its name with --link"
              .formatted(at.settings().link()));
    }
    return new Known(
        values.get(0).map(at.documents()::readFence),
        at.documents().readCheckpoint(values.get(1).get()),
        values.get(2).map(at.documents()::readStatus),
        values.get(3).map(at.promotions()::read),
        now.revision());
  }

  /** The primary's last revision that was heard of; 0: none ever was. */
  long primaryRevision() {
    return Math.max(status.map(LinkStatus::primaryRevision).orElse(0L), lastRevision(checkpoint));
  }

  /** The last of the primary's revisions that the standby was written from; 0: not known. */
  static long lastRevision(Checkpoint checkpoint) {
    return switch (checkpoint.position()) {
      case Position.Copying copying -> copying.seen();
      case Position.At at -> at.revision();
      case Position.Within within -> within.next();
    };
  }

  /** Whether a promotion has claimed the link already, so that nobody else can go on with it. */
  boolean isBegun() {
    return promotion.isPresent();
  }

  /** Whether the link has ended already, so that the promotion only has to go on. */
  boolean hasEnded() {
    return promotion.filter(Promotion::hasEnded).isPresent();
  }
}
