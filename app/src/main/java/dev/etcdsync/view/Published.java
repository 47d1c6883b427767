package dev.etcdsync.view;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Side;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What stands of a link in the standby's etcd, which is the same for whoever reads it.
 *
 * @param status what the leader published last
 * @param promotion how far the link's promotion has come, if there is one
 * @param position where the standby is, if anything was ever written to it
 * @param full whether the standby refuses writes for want of space: then the leader cannot publish,
 *     and what it published last is old
 * @param versions of the standby's members that answered
 */
public record Published(
    LinkStatus status,
    Optional<Promotion> promotion,
    Optional<Position> position,
    boolean full,
    List<String> versions) {

  public Published {
    versions = List.copyOf(versions);
  }

  /**
   * Reads it; empty if nothing has ever run for the link.
   *
   * @throws EtcdException if the standby does not answer
   * @throws UnknownFormatException if another version of etcd-sync wrote it
   */
  public static Optional<Published> read(Etcd standby, LinkKeys keys, Answers answers) {
    Documents documents = new Documents();
    List<Optional<KeyValue>> entries =
        answers
            .await(
                Side.STANDBY,
                standby.get(List.of(keys.status(), keys.promotion(), keys.checkpoint()), 0))
            .entries();
    Optional<LinkStatus> status = entries.get(0).map(KeyValue::value).map(documents::readStatus);
    if (status.isEmpty()) {
      return Optional.empty();
    }
    ServerStatus etcd = answers.await(Side.STANDBY, standby.status());
    return Optional.of(
        new Published(
            status.get(),
            entries.get(1).map(KeyValue::value).map(new PromotionDocument()::read),
            entries
                .get(2)
                .map(KeyValue::value)
                .map(documents::readCheckpoint)
                .map(Checkpoint::position),
            etcd.full(),
            etcd.versions()));
  }

  /** The same with the command that confirms what has parked the link, if that can be. */
  Published confirmedBy(StandbyCommand commands) {
    return new Published(
        status.parkedBy(status.parked().map(commands::confirming)),
        promotion,
        position,
        full,
        versions);
  }

  /** How far a revision is applied, if one is applied in part. */
  Optional<Position.Within> part() {
    return position.filter(Position.Within.class::isInstance).map(Position.Within.class::cast);
  }

  /** Since when the standby equals no revision, if a copy is under way or was interrupted. */
  Optional<Instant> copyingSince() {
    return position
        .filter(Position.Copying.class::isInstance)
        .map(Position.Copying.class::cast)
        .map(Position.Copying::since);
  }

  /** Whether the standby goes its own way for good. */
  public boolean hasEnded() {
    return promotion.filter(Promotion::hasEnded).isPresent();
  }
}
