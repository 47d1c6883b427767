package dev.etcdsync.replicate;

import dev.etcdsync.copy.Copy;
import dev.etcdsync.copy.CopyOutcome;
import dev.etcdsync.drift.Suspects;
import dev.etcdsync.encryption.UnprovedException;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.CheckpointMovedException;
import dev.etcdsync.etcd.DeposedException;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.follow.Follow;
import dev.etcdsync.follow.FollowOutcome;
import dev.etcdsync.follow.Proof;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a standby equal to its primary. {@link #run} owns the engine's state on the caller's
 * thread; the other methods may be called from any.
 */
public final class Replicator {
  private static final Logger LOG = LoggerFactory.getLogger(Replicator.class);

  /** A connection that lasted so long was a good one: the next trouble is a new one. */
  private static final Duration STABLE = Duration.ofSeconds(5);

  private static final Duration FILES_CHECKED = Duration.ofSeconds(5);

  /** How long the thread that compares may take to end; it waits for nothing by then. */
  private static final Duration COMPARING_ENDS = Duration.ofSeconds(5);

  private final LinkSettings settings;
  private final EtcdConnector primary;
  private final EtcdConnector standby;
  private final Clock clock;
  private final Answers answers;
  private final LinkKeys keys;
  private final Documents documents = new Documents();
  private final Connection connection;
  private final Confirmations confirmations;
  private final LinkMeter meter;
  private final Reporter reporter;
  private final DriftReporter drift;
  private final Suspects suspects;
  private final Signal signal = new Signal();
  private final CompareDesk comparisons;
  private final CompareThread compareThread;
  private final Backoff backoff = new Backoff();
  private volatile boolean stopping;
  private Optional<Link> link = Optional.empty();
  private String lastTrouble = "";
  private long filesCheckedAt;
  private long connectedAt;
  private Duration retryAfter = Parking.RETRY;

  /**
   * @param reader asks the standby's apiserver; empty: names decide what it can decrypt
   * @param compareThread what compares everything meanwhile
   * @param meter counts what is done
   */
  public Replicator(
      LinkSettings settings,
      EtcdConnector primary,
      EtcdConnector standby,
      Optional<ObjectReader> reader,
      Clock clock,
      CompareThread compareThread,
      LinkMeter meter) {
    this.settings = settings;
    this.primary = primary;
    this.standby = standby;
    this.clock = clock;
    this.compareThread = compareThread;
    this.meter = meter;
    this.comparisons = new CompareDesk(signal, settings.timing().checkInterval());
    this.answers = new Answers(clock, settings.timing().requestTimeout());
    this.keys = LinkKeys.of(settings.link());
    AuditLog audit = new AuditLog(clock, settings.link(), settings.holder());
    this.drift = new DriftReporter(audit, meter);
    this.suspects = new Suspects(clock, drift);
    this.reporter =
        new Reporter(
            clock,
            documents,
            keys,
            settings.timing().statusInterval(),
            settings.confirming(),
            settings.holder(),
            settings.version(),
            audit,
            meter,
            suspects::summary,
            comparisons::summary);
    this.confirmations = new Confirmations(answers, documents, keys);
    this.connection =
        new Connection(
            settings,
            primary,
            standby,
            clock,
            answers,
            documents,
            keys,
            reporter,
            new Proofs(settings.scope(), reader, answers, audit));
  }

  /**
   * Asks {@link #run} to return. It does at once while it waits, and otherwise once the requests
   * under way are answered: an etcd that answers none costs a few request timeouts.
   */
  public void requestStop() {
    stopping = true;
    signal.raise();
  }

  /** Takes over what has changed. */
  public void live(LiveSettings now) {
    reporter.verbose(now.verbose());
    comparisons.interval(now.checkInterval());
  }

  /** Replicates until stopped or deposed. */
  public Ending run() {
    meter.beginning();
    compareThread.start((onPrimary, onStandby, itsClock) ->
        new CompareLoop(settings, onPrimary, onStandby, itsClock, comparisons).run());
    try {
      Phase phase = new Phase.Connecting();
      while (true) {
        if (stopping) {
          return new Ending.Stopped();
        }
        if (phase instanceof Phase.Ended ended) {
          return ended.ending();
        }
        phase = step(phase);
      }
    } finally {
      meter.over();
      comparisons.close();
      disconnect();
      clock.await(comparisons.over(), COMPARING_ENDS);
    }
  }

  private Phase step(Phase phase) {
    try {
      return switch (phase) {
        case Phase.Connecting connecting -> connect();
        case Phase.Copying copying -> copy(copying);
        case Phase.Following following -> follow(following.proof());
        case Phase.Parked parked -> park(parked.finding());
        case Phase.Ended ended -> ended;
      };
    } catch (DeposedException e) {
      LOG.warn("Deposed link={} by={}", settings.link(), e.successor());
      return new Phase.Ended(new Ending.Deposed(e.successor()));
    } catch (CheckpointMovedException e) {
      LOG.warn("Reconnecting reason=\"{}\"", e.getMessage());
      return new Phase.Connecting();
    } catch (UnknownFormatException e) {
      return new Phase.Parked(
          new Finding(
              Guard.UNKNOWN_FORMAT,
              e.getMessage()
                  + "; it is left as it is, and nothing is written; run the version of etcd-sync"
                  + " that wrote it, or delete the link's keys to begin anew",
              Optional.empty()));
    } catch (UnprovedException e) {
      // Each look shows the standby's clients for a moment what they cannot read.
      return parkForLonger(e.finding());
    } catch (EtcdException e) {
      return recover(e, Parking.RETRY);
    }
  }

  /**
   * @param look how long to wait before the next look if an etcd refuses, which retrying does not
   *     mend
   */
  private Phase recover(EtcdException e, Duration look) {
    meter.failed(e.side(), e.failure());
    if (e.failure() == Failure.COMPACTED) {
      meter.compacted(e.side());
    }
    return switch (e.failure()) {
      case NO_SPACE, NO_PERMISSION, TOO_LARGE -> {
        retryAfter = look;
        yield new Phase.Parked(Refusals.finding(e));
      }
      case TIMEOUT,
          UNAVAILABLE,
          THROTTLED,
          COMPACTED,
          FUTURE_REVISION,
          ANSWER_TOO_LARGE,
          CLOSED,
          OTHER -> {
        if (link.isPresent() && clock.nanos() - connectedAt > STABLE.toNanos()) {
          backoff.reset();
          lastTrouble = "";
        }
        Duration pause = backoff.next();
        String trouble = e.side() + ": " + e.getMessage();
        if (!trouble.equals(lastTrouble)) {
          LOG.warn("Retrying side={} reason=\"{}\"", e.side(), e.getMessage());
          lastTrouble = trouble;
        }
        reporter.troubled(trouble);
        if (e.side() == Side.PRIMARY) {
          link.ifPresent(open -> Parking.publish(open.writer(), reporter, answers));
        }
        disconnect();
        rest(pause);
        yield new Phase.Connecting();
      }
    };
  }

  private Phase connect() {
    disconnect();
    filesCheckedAt = clock.nanos();
    Connection.Outcome outcome = connection.open(confirmations);
    link = outcome.link();
    meter.troubled(Optional.empty());
    if (link.isPresent()) {
      meter.refused(Optional.empty());
    }
    connectedAt = clock.nanos();
    return outcome.next();
  }

  /** The same finding is looked for less and less often, where looking costs something. */
  private Phase parkForLonger(Finding finding) {
    boolean again = reporter.isParkedBy(finding.guard());
    retryAfter = again ? Parking.longer(retryAfter) : Parking.RETRY;
    return new Phase.Parked(finding);
  }

  private Phase copy(Phase.Copying copying) {
    Link open = link.orElseThrow();
    CopyStart start = new CopyStart(copying, open, settings, keys, documents, answers, clock);
    Optional<Finding> endangered = start.endangered();
    if (endangered.filter(finding -> !confirmations.covers(finding)).isPresent()) {
      return parkForLonger(endangered.get());
    }
    reporter.copying(start.isFirst(), copying.reason());
    suspects.clear();
    Copy copy = start.copy(reporter, () -> stopping);
    CopyOutcome outcome;
    try {
      outcome = copy.run(confirmations::covers);
    } catch (EtcdException e) {
      return recover(e, Parking.longer(retryAfter));
    }
    retryAfter = Parking.RETRY;
    return switch (outcome) {
      case CopyOutcome.Stopped stopped -> new Phase.Ended(new Ending.Stopped());
      case CopyOutcome.Refused refused -> {
        block(open, refused.finding());
        yield new Phase.Parked(refused.finding());
      }
      case CopyOutcome.Finished finished -> {
        reporter.finished(finished);
        confirmations.used(open.writer());
        yield new Phase.Following(Proof.UNLESS_COMPACTED);
      }
    };
  }

  /** Keeps the finding with the checkpoint, so that nobody copies again only to find it again. */
  private void block(Link open, Finding finding) {
    Checkpoint blocked =
        open.writer().checkpoint().orElseThrow().withBlocked(Optional.of(finding)).at(clock.now());
    open.writer().move(blocked, List.of());
  }

  private Phase follow(Proof proof) {
    Link open = link.orElseThrow();
    Follow follow =
        new Follow(
            open.primary(),
            open.standby(),
            open.writer(),
            open.landing(),
            open.prover(),
            settings.replication(),
            clock,
            signal,
            reporter,
            () -> stopping || filesChanged(),
            suspects,
            drift,
            comparisons,
            proof,
            confirmations.confirmed(Guard.MASS_DELETION));
    FollowOutcome outcome = follow.run();
    return switch (outcome) {
      case FollowOutcome.Resync resync -> {
        resync.compacted().ifPresent(meter::compacted);
        yield Phase.Copying.because(resync.reason());
      }
      case FollowOutcome.WitnessCompacted compacted -> {
        meter.compacted(Side.PRIMARY);
        yield proof == Proof.UNLESS_COMPACTED
            ? new Phase.Following(Proof.WAIVED)
            : Phase.Copying.because(CopyReason.PRIMARY_COMPACTED);
      }
      case FollowOutcome.Refused refused ->
          confirmations.covers(refused.finding())
              ? confirmed(refused.finding().guard())
              : new Phase.Parked(refused.finding());
      case FollowOutcome.Stopped stopped -> {
        if (stopping) {
          yield new Phase.Ended(new Ending.Stopped());
        }
        LOG.info("Reconnecting reason=\"certificate, key or password files have changed\"");
        yield new Phase.Connecting();
      }
    };
  }

  private static Phase confirmed(Guard guard) {
    return guard == Guard.MASS_DELETION
        ? Phase.Copying.because(CopyReason.confirmed(guard))
        : Phase.Copying.fromAnother(guard);
  }

  private Phase park(Finding finding) {
    reporter.parked(finding);
    if (link.isEmpty()) {
      meter.refused(Optional.of(finding));
    }
    long begun = clock.nanos();
    long published = Long.MIN_VALUE;
    while (!stopping && clock.nanos() - begun < retryAfter.toNanos()) {
      if (published == Long.MIN_VALUE || clock.nanos() - published >= Parking.RETRY.toNanos()) {
        // Whoever says nothing for long is taken for dead.
        link.ifPresent(open -> Parking.publish(open.writer(), reporter, answers));
        published = clock.nanos();
      }
      rest(Parking.POLL);
      if (link.isPresent() && confirmations.arrived(finding, link.get().standby())) {
        LOG.info("Confirmed guard={}", finding.guard().label());
        reporter.resumed();
        break;
      }
    }
    return new Phase.Connecting();
  }

  private boolean filesChanged() {
    if (clock.nanos() - filesCheckedAt < FILES_CHECKED.toNanos()) {
      return false;
    }
    filesCheckedAt = clock.nanos();
    return primary.isOutdated() || standby.isOutdated();
  }

  private void rest(Duration duration) {
    CompletableFuture<Void> woken = signal.next();
    if (!stopping) {
      clock.await(woken, duration);
    }
  }

  private void disconnect() {
    link.ifPresent(Link::close);
    link = Optional.empty();
  }
}
