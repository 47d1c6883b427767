package dev.etcdsync.replicate;

import dev.etcdsync.encryption.Prover;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.LinkClaim;
import dev.etcdsync.etcd.LinkClaim.Claimed;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.etcd.Unanswered;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.KnownHeld;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.follow.Proof;
import dev.etcdsync.guard.LinkDirections;
import dev.etcdsync.guard.Preflight;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens both sides, claims the link or finds the claim again, asks the guards, and tells what comes
 * next.
 */
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final Duration COPY_AGAIN = Duration.ofMinutes(5);

  private final LinkSettings settings;
  private final EtcdConnector primary;
  private final EtcdConnector standby;
  private final Clock clock;
  private final Answers answers;
  private final Documents documents;
  private final LinkKeys keys;
  private final Reporter reporter;
  private final Proofs proofs;
  private final Unanswered unanswered = new Unanswered();
  private final LinkClaim claims;
  private final Preflight preflight;
  private final LinkDirections directions;
  private final String nonce = UUID.randomUUID().toString();
  private Optional<Claimed> claimed = Optional.empty();

  Connection(
      LinkSettings settings,
      EtcdConnector primary,
      EtcdConnector standby,
      Clock clock,
      Answers answers,
      Documents documents,
      LinkKeys keys,
      Reporter reporter,
      Proofs proofs) {
    this.settings = settings;
    this.primary = primary;
    this.standby = standby;
    this.clock = clock;
    this.answers = answers;
    this.documents = documents;
    this.keys = keys;
    this.reporter = reporter;
    this.proofs = proofs;
    this.claims = new LinkClaim(answers, documents, keys);
    this.preflight = new Preflight(answers, documents, keys);
    this.directions = new LinkDirections(answers, documents, keys);
  }

  /**
   * What came of opening.
   *
   * @param link absent if a guard refused before anything was claimed
   */
  record Outcome(Optional<Link> link, Phase next) {}

  /** Opens the link; the caller closes it. */
  Outcome open(Confirmations confirmations) {
    Etcd onPrimary = primary.connect();
    Etcd onStandby;
    try {
      onStandby = standby.connect();
    } catch (RuntimeException e) {
      onPrimary.close();
      throw e;
    }
    try {
      return open(onPrimary, onStandby, confirmations);
    } catch (RuntimeException e) {
      onPrimary.close();
      onStandby.close();
      throw e;
    }
  }

  private Outcome open(Etcd onPrimary, Etcd onStandby, Confirmations confirmations) {
    ServerStatus standbyStatus = answers.await(Side.STANDBY, onStandby.status());
    Optional<Finding> unfit =
        preflight.version(Side.STANDBY, standbyStatus).or(() -> promoted(onStandby));
    if (unfit.isPresent()) {
      return refused(unfit.get(), onPrimary, onStandby);
    }
    ServerStatus primaryStatus = primaryStatus(onPrimary, onStandby);
    reporter.primaryRuns(primaryStatus.versions());
    if (claimed.isEmpty()) {
      // A claim in the wrong direction would stop the right link from the other side.
      Optional<Finding> reverse = directions.reverse(onPrimary, standbyStatus.clusterId());
      if (reverse.isPresent()) {
        return refused(reverse.get(), onPrimary, onStandby);
      }
    }
    Claimed held = hold(onStandby, primaryStatus.clusterId(), standbyStatus.clusterId());
    confirmations.read(onStandby);
    FencedWriter writer = writer(onStandby, held);
    writer.accompany(reporter::due);
    if (writer.isInDoubt()) {
      writer.checkpoint().ifPresent(writer::seal);
    }
    KnownSurplus surplus = new KnownSurplus(keys, documents, keysBehind(keys.surplus(), onStandby));
    Prover prover = proofs.prover(onStandby, writer, surplus, confirmations::covers);
    prover.settle();
    Link link =
        new Link(
            onPrimary,
            onStandby,
            writer,
            new Landing(
                settings.scope(), keys, surplus, new KnownHeld(keysBehind(keys.held(), onStandby))),
            prover,
            primaryStatus.clusterId(),
            held.revision(),
            recordedScope(onStandby));
    Phase next = next(link, primaryStatus, held, confirmations);
    return new Outcome(Optional.of(link), next);
  }

  private static Outcome refused(Finding finding, Etcd onPrimary, Etcd onStandby) {
    onPrimary.close();
    onStandby.close();
    return new Outcome(Optional.empty(), new Phase.Parked(finding));
  }

  /** Before the claim; whoever has claimed is deposed by a promotion, and told so. */
  private Optional<Finding> promoted(Etcd onStandby) {
    return claimed.isPresent() ? Optional.empty() : directions.promoted(onStandby);
  }

  /** Without the primary the link can do nothing but say so. */
  private ServerStatus primaryStatus(Etcd onPrimary, Etcd onStandby) {
    try {
      return answers.await(Side.PRIMARY, onPrimary.status());
    } catch (EtcdException e) {
      reporter.troubled(e.side() + ": " + e.getMessage());
      claimed
          .map(earlier -> claims.resume(onStandby, earlier))
          .map(held -> writer(onStandby, held))
          .ifPresent(writer -> Parking.publish(writer, reporter, answers));
      throw e;
    }
  }

  private FencedWriter writer(Etcd onStandby, Claimed held) {
    return new FencedWriter(
        onStandby, answers, documents, held.hold(), held.checkpoint(), unanswered);
  }

  private Claimed hold(Etcd onStandby, long primaryCluster, long standbyCluster) {
    if (claimed.isPresent()) {
      return claims.resume(onStandby, claimed.get());
    }
    Claimed fresh =
        claims.claim(
            onStandby, new Fence(0, settings.holder(), nonce, primaryCluster, standbyCluster));
    claimed = Optional.of(fresh);
    reporter.claimed(fresh.fence().epoch());
    LOG.info("Claimed link={} epoch={}", settings.link(), fresh.fence().epoch());
    confirmedBefore(onStandby, fresh.checkpoint()).ifPresent(reporter::inherits);
    return fresh;
  }

  /**
   * How old the standby is does not become unknown because another process leads: what was
   * confirmed of a revision holds for all that come behind it. When that was nobody knows if it was
   * told by a clock that is ahead.
   */
  private Optional<Instant> confirmedBefore(Etcd onStandby, Optional<Checkpoint> checkpoint) {
    long revision =
        checkpoint
            .filter(it -> it.position() instanceof Position.At)
            .map(Checkpoint::revision)
            .orElse(0L);
    return answers
        .await(Side.STANDBY, onStandby.get(List.of(keys.status()), 0))
        .entries()
        .getFirst()
        .flatMap(entry -> readable(entry.value()))
        .filter(status -> status.revision() > 0 && status.revision() <= revision)
        .filter(status -> status.clock(clock.now()).ahead().isEmpty())
        .flatMap(LinkStatus::confirmed);
  }

  /** It is about to be overwritten, so one that cannot be read stops nothing. */
  private Optional<LinkStatus> readable(Value status) {
    try {
      return Optional.of(documents.readStatus(status));
    } catch (UnknownFormatException e) {
      return Optional.empty();
    }
  }

  private Phase next(
      Link link, ServerStatus primaryStatus, Claimed held, Confirmations confirmations) {
    Optional<Finding> unfit =
        preflight
            .version(Side.PRIMARY, primaryStatus)
            .or(() ->
                preflight.sameCluster(link.primary(), held.fence(), primaryStatus.clusterId()))
            .or(() -> directions.promoted(link.standby()))
            .or(() -> directions.reverse(link.primary(), held.fence().standbyCluster()));
    if (unfit.isPresent()) {
      return new Phase.Parked(unfit.get());
    }
    if (held.checkpoint().isEmpty()) {
      return Phase.Copying.takingOver(CopyReason.FIRST);
    }
    Checkpoint checkpoint = held.checkpoint().get();
    long revision = answers.revision(Side.PRIMARY, link.primary(), settings.scope().range().from());
    boolean copying = checkpoint.position() instanceof Position.Copying;
    Optional<Finding> other = preflight.identity(checkpoint, primaryStatus.clusterId(), revision);
    if (other.isEmpty() && copying) {
      other = preflight.history(link.primary(), checkpoint);
    }
    if (other.isPresent()) {
      return confirmations.covers(other.get())
          ? Phase.Copying.fromAnother(other.get().guard())
          : new Phase.Parked(other.get());
    }
    Optional<Finding> blocked = checkpoint.blocked();
    boolean covered = blocked.filter(confirmations::covers).isPresent();
    if (blocked.isPresent() && !covered && !(copying && isDueAgain(checkpoint))) {
      return new Phase.Parked(blocked.get());
    }
    if (copying) {
      return Phase.Copying.because(CopyReason.UNFINISHED);
    }
    return link.scope().equals(Optional.of(settings.scope().description()))
        ? new Phase.Following(Proof.REQUIRED)
        : Phase.Copying.takingOver(CopyReason.SCOPE_CHANGED);
  }

  private Optional<String> recordedScope(Etcd onStandby) {
    return answers
        .await(Side.STANDBY, onStandby.get(List.of(keys.scope()), 0))
        .entries()
        .getFirst()
        .map(entry -> documents.readScope(entry.value()));
  }

  /** What a copy has found may have gone by itself; looking costs another comparison. */
  private boolean isDueAgain(Checkpoint checkpoint) {
    return checkpoint.time().plus(COPY_AGAIN).isBefore(clock.now());
  }

  private List<Key> keysBehind(Key prefix, Etcd onStandby) {
    return Listing.keysBehind(prefix, onStandby, Side.STANDBY, 0, answers);
  }
}
