package dev.etcdsync.replicate;

import dev.etcdsync.check.CheckResult;
import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import dev.etcdsync.check.FullCompare;
import dev.etcdsync.check.Pace;
import dev.etcdsync.drift.Comparisons;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ContractPhrase;
import dev.etcdsync.model.Durations;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.LastCompare;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares everything while the link is followed: at its beginning, when somebody asks, and each
 * interval. On a thread of its own, which never writes; whatever fails there is told and tried
 * again.
 */
final class CompareLoop {
  private static final Logger LOG = LoggerFactory.getLogger(CompareLoop.class);

  /** What could not be told, or was found and is being healed, is looked at again soon. */
  private static final Duration SOON = Duration.ofSeconds(10);

  /** However much there is to compare, the etcds rest for so many times as long. */
  private static final int REST = 10;

  /** Of each sort; the next comparison, which comes soon then, finds the others. */
  private static final int MOST_AT_ONCE = 10_000;

  private final EtcdConnector primary;
  private final EtcdConnector standby;
  private final Clock clock;
  private final EndingClock ending;
  private final FullCompare compare;
  private final CompareDesk desk;
  private List<Key> foundBefore = List.of();
  private String lastTrouble = "";

  CompareLoop(
      LinkSettings settings,
      EtcdConnector primary,
      EtcdConnector standby,
      Clock clock,
      CompareDesk desk) {
    this.primary = primary;
    this.standby = standby;
    this.clock = clock;
    this.ending = new EndingClock(clock);
    this.compare =
        new FullCompare(
            LinkKeys.of(settings.link()),
            settings.scope(),
            settings.limits().operations(),
            Pace.GENTLE,
            new Answers(ending, settings.timing().requestTimeout()));
    this.desk = desk;
  }

  /** Returns when the desk is closed. */
  void run() {
    try {
      long since = clock.nanos();
      Optional<Duration> soon = Optional.of(Duration.ZERO);
      while (!desk.isClosed()) {
        CompletableFuture<Void> woken = desk.next();
        Duration left = pause(soon).minusNanos(clock.nanos() - since);
        Optional<CompareDesk.Turn> turn = desk.turn(!left.isPositive());
        if (turn.isPresent()) {
          soon = compare(turn.get());
          since = clock.nanos();
        } else {
          clock.await(woken, left.isPositive() ? left : desk.interval());
        }
      }
    } finally {
      desk.over().complete(null);
    }
  }

  /** How long to rest: never longer than the interval, which may have become another one. */
  private Duration pause(Optional<Duration> soon) {
    Duration interval = desk.interval();
    return soon.filter(rest -> rest.compareTo(interval) < 0).orElse(interval);
  }

  /** Compares once, and returns how long to rest; empty: the interval. */
  private Optional<Duration> compare(CompareDesk.Turn turn) {
    ending.endWith(turn.givenUp());
    long began = clock.nanos();
    CheckResult result;
    try (Etcd onPrimary = primary.connect();
        Etcd onStandby = standby.connect()) {
      result = compare.run(onPrimary, onStandby, false);
    } catch (EndingClock.EndedException e) {
      return Optional.empty();
    } catch (EtcdException e) {
      result = new CheckResult.Unknown(e.side() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("unexpected error in a comparison, this is a bug", e);
      result = new CheckResult.Unknown("unexpected error, this is a bug; see the log");
    }
    Duration took = Duration.ofNanos(clock.nanos() - began);
    return switch (result) {
      case CheckResult.Compared compared -> compared(turn, compared, took);
      case CheckResult.InPart part ->
          couldNotTell(turn, "revision " + part.next() + " is applied in part", took);
      case CheckResult.Unknown unknown -> couldNotTell(turn, unknown.sentence(), took);
    };
  }

  private Optional<Duration> compared(
      CompareDesk.Turn turn, CheckResult.Compared compared, Duration took) {
    LastCompare result = summary(compared, took);
    List<Key> found = toBeHealed(compared.difference());
    LOG.info(
        "Compared revision={} keys={} missed={} different={} stale={} localSurplus={} seconds={}",
        result.revision(),
        result.keys(),
        result.missed(),
        result.different(),
        result.stale(),
        result.local(),
        String.format(Locale.ROOT, "%.1f", took.toMillis() / 1e3));
    // Said at the beginning, too; but of a long log the kubelet keeps the end.
    LOG.info("{} goes on revision={}", ContractPhrase.START_SYNC_UPDATE, result.revision());
    desk.compared(turn, result, new Comparisons.Found(found, compare.verified()));
    lastTrouble = "";
    boolean again = !found.isEmpty() && !found.equals(foundBefore);
    foundBefore = found;
    return again ? soon(took) : Optional.empty();
  }

  private LastCompare summary(CheckResult.Compared compared, Duration took) {
    Difference difference = compared.difference();
    return new LastCompare(
        clock.now(),
        took,
        compared.pair().revision(),
        compared.pair().modRevision(),
        compared.keys(),
        difference.missed().count(),
        difference.different().count(),
        difference.stale().count(),
        difference.local().count(),
        difference.statusDiverged());
  }

  /** Nothing is deleted for a finding: what is stale is only told. */
  private static List<Key> toBeHealed(Difference difference) {
    return Stream.of(difference.missed(), difference.different())
        .flatMap(sort -> sort.stream().limit(MOST_AT_ONCE))
        .map(Found::key)
        .sorted()
        .toList();
  }

  private Optional<Duration> couldNotTell(CompareDesk.Turn turn, String why, Duration took) {
    desk.couldNotTell(turn, why);
    Optional<Duration> soon = desk.isPending() ? soon(took) : Optional.empty();
    if (!turn.givenUp().isDone() && !why.equals(lastTrouble)) {
      LOG.warn("Could not compare reason=\"{}\" next={}", why, Durations.text(pause(soon)));
      lastTrouble = why;
    }
    return soon;
  }

  private static Optional<Duration> soon(Duration took) {
    Duration rest = took.multipliedBy(REST);
    return Optional.of(rest.compareTo(SOON) > 0 ? rest : SOON);
  }
}
