package dev.etcdsync.cli;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.check.CheckResult;
import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import dev.etcdsync.check.FoundKeys;
import dev.etcdsync.check.FullCompare;
import dev.etcdsync.check.Pace;
import dev.etcdsync.config.RunSettings;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.JetcdConnector;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.lease.LeaseAnnotation;
import dev.etcdsync.lease.LeaseName;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.view.Published;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether the standby can be left to itself. Uninstalling promotes nothing; from then on nobody
 * repairs the standby, and its garbage collector goes on with what is there.
 *
 * @param word takes the word by which somebody wants it whatever stands against it
 * @param command how that word is given
 */
record UninstallGate(RunSettings settings, Word word, String command) {
  private static final String ANNOTATION = "etcdsync.dev/uninstall";
  private static final String ANYWAY = "anyway";
  private static final int NAMED = 20;

  /** How often the standby is asked, if that does not last too long: Helm waits for the answer. */
  private static final int TRIES = 6;

  private static final Duration TRYING = Duration.ofSeconds(60);

  /**
   * Taken before anything is looked at: it counts however slow an etcd is, and left there, it would
   * let the next uninstallation pass.
   */
  interface Word {
    LeaseAnnotation.Outcome take();
  }

  /** With the Lease on which that word may be left. */
  static UninstallGate with(RunSettings settings, Access access, LeaseName lease) {
    return new UninstallGate(
        settings,
        () ->
            LeaseAnnotation.take(
                access, lease, ANNOTATION, ANYWAY, settings.timing().requestTimeout()),
        "kubectl -n %s annotate --overwrite lease %s %s=%s"
            .formatted(lease.namespace(), lease.name(), ANNOTATION, ANYWAY));
  }

  static UninstallGate withoutLease(RunSettings settings) {
    return new UninstallGate(
        settings, LeaseAnnotation.Outcome.Absent::new, "leave this command out; there is no Lease");
  }

  private sealed interface Verdict {
    String because();

    record Open(String because) implements Verdict {}

    record Shut(String because) implements Verdict {}

    record Unknown(String because) implements Verdict {}

    /** There is nothing to ask the standby's etcd with. */
    record Unasked(String because) implements Verdict {}
  }

  GateCode show(PrintWriter out, PrintWriter err) {
    GateCode code =
        switch (word.take()) {
          case LeaseAnnotation.Outcome.Taken _ -> wanted(out);
          case LeaseAnnotation.Outcome.Absent _ -> judged(verdict(), " ", out, err);
          case LeaseAnnotation.Outcome.NoLease _ -> judged(orNeverRun(verdict()), " ", out, err);
          case LeaseAnnotation.Outcome.NoAnswer no ->
              judged(
                  verdict(),
                  " (The standby's apiserver cannot be asked whether somebody wants it so: "
                      + no.clause()
                      + ".) ",
                  out,
                  err);
        };
    out.flush();
    err.flush();
    return code;
  }

  private static GateCode wanted(PrintWriter out) {
    out.println("Open: somebody wants it so, whatever there is; that counted once");
    return GateCode.OPEN;
  }

  /**
   * An installation that failed at its bootstrap may have no certificate to ask with. The first
   * thing that a replica does is to make the Lease.
   */
  private static Verdict orNeverRun(Verdict found) {
    return found instanceof Verdict.Unasked
        ? new Verdict.Open("no replica has ever run here, there is no Lease; " + found.because())
        : found;
  }

  private GateCode judged(Verdict found, String unheard, PrintWriter out, PrintWriter err) {
    return switch (found) {
      case Verdict.Open open -> {
        out.println("Open: " + open.because());
        yield GateCode.OPEN;
      }
      case Verdict.Shut _ -> refused(GateCode.SHUT, found, unheard, err);
      case Verdict.Unknown _, Verdict.Unasked _ ->
          refused(GateCode.COULD_NOT_TELL, found, unheard, err);
    };
  }

  private GateCode refused(GateCode code, Verdict found, String unheard, PrintWriter err) {
    err.println(
        "etcd-sync: do not uninstall now: "
            + found.because()
            + "."
            + unheard
            + "Once nobody replicates, this cluster's garbage collector deletes objects whose owners"
            + " are missing: Machines, and with them virtual machines, among them.");
    err.println(
        "If the primary is lost, or this cluster is to serve from now on, run etcd-sync promote."
            + " To uninstall all the same, once: "
            + command);
    return code;
  }

  private Verdict verdict() {
    Duration timeout = settings.timing().requestTimeout();
    LinkKeys keys = LinkKeys.of(settings.link());
    Clock clock = new SystemClock();
    Answers answers = new Answers(clock, timeout);
    try (Etcd standby = new JetcdConnector(settings.standby(), timeout).connect()) {
      Optional<Published> published = published(standby, keys, answers, clock);
      if (published.isEmpty()) {
        return new Verdict.Open(
            "nothing has ever been replicated for the link \"%s\"".formatted(settings.link()));
      }
      if (published.get().hasEnded()) {
        return new Verdict.Open("the link was promoted");
      }
      Verdict compared = compared(standby, keys, answers);
      return compared instanceof Verdict.Open ? held(compared, standby, keys, answers) : compared;
    } catch (EtcdException | UnknownFormatException e) {
      String because = "the standby's etcd does not tell (" + e.getMessage() + ")";
      return hasNothingToAskWith(e) ? new Verdict.Unasked(because) : new Verdict.Unknown(because);
    }
  }

  private static boolean hasNothingToAskWith(RuntimeException thrown) {
    return thrown instanceof EtcdException e
        && e.side() == Side.STANDBY
        && e.getCause() instanceof InvalidSetting;
  }

  /** A process that has just begun on a busy node may miss the first answers, and is asked once. */
  private static Optional<Published> published(
      Etcd standby, LinkKeys keys, Answers answers, Clock clock) {
    long begun = clock.nanos();
    for (int left = TRIES - 1; left > 0 && clock.nanos() - begun < TRYING.toNanos(); left--) {
      try {
        return Published.read(standby, keys, answers);
      } catch (EtcdException e) {
        // The last of them tells.
      }
    }
    return Published.read(standby, keys, answers);
  }

  private Verdict compared(Etcd standby, LinkKeys keys, Answers answers) {
    FullCompare compare =
        new FullCompare(
            keys,
            KubernetesScope.of(settings.scope().rules(), settings.scope().keyPrefix()),
            settings.limits().operations(),
            Pace.SWIFT,
            answers);
    try (Etcd primary =
        new JetcdConnector(settings.primary(), settings.timing().requestTimeout()).connect()) {
      compare.startFromPublished(standby);
      return of(compare.run(primary, standby, false));
    }
  }

  private static Verdict of(CheckResult result) {
    return switch (result) {
      case CheckResult.Compared compared when result.isClean() ->
          new Verdict.Open(
              "the standby is clean: %d keys compared at revision %d"
                  .formatted(compared.keys(), compared.pair().revision()));
      case CheckResult.Compared compared -> new Verdict.Shut(counts(compared.difference()));
      case CheckResult.InPart part ->
          new Verdict.Shut(
              "revision %d of the primary is there in part only".formatted(part.next()));
      case CheckResult.Unknown unknown ->
          new Verdict.Unknown(
              "it cannot be told whether the standby is clean: " + unknown.sentence());
    };
  }

  private static String counts(Difference difference) {
    List<Key> keys =
        Stream.of(difference.missed(), difference.different(), difference.stale())
            .flatMap(FoundKeys::stream)
            .map(Found::key)
            .limit(NAMED + 1)
            .toList();
    return "the standby is not clean: %d keys missed, %d different, %d stale: %s; etcd-sync check says why"
        .formatted(
            difference.missed().count(),
            difference.different().count(),
            difference.stale().count(),
            named(keys));
  }

  private static String named(List<Key> keys) {
    String first = keys.stream().limit(NAMED).map(Key::toString).collect(Collectors.joining(" "));
    return keys.size() > NAMED ? first + " …" : first;
  }

  /** Clean as it is, without a promotion these would be nowhere. */
  private static Verdict held(Verdict clean, Etcd standby, LinkKeys keys, Answers answers) {
    List<Key> held = Listing.keysBehind(keys.held(), standby, Side.STANDBY, 0, answers);
    if (held.isEmpty()) {
      return clean;
    }
    return new Verdict.Shut(
        ("%d objects are held back until a promotion, and without one this cluster does not have them"
                + " (an upgrade finds them again): %s")
            .formatted(held.size(), named(held)));
  }
}
