package dev.etcdsync.cli;

import dev.etcdsync.config.CheckSettings;
import dev.etcdsync.config.RunSettings;
import dev.etcdsync.config.StandbySettings;
import dev.etcdsync.config.SurplusSettings;
import dev.etcdsync.config.SurveySettings;
import dev.etcdsync.etcd.JetcdConnector;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.replicate.Ending;
import dev.etcdsync.replicate.LinkSettings;
import dev.etcdsync.replicate.Replicator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Puts the parts together. */
final class Wiring implements Program {

  @Override
  public Engine engine(RunSettings settings) {
    LinkSettings link =
        new LinkSettings(
            settings.link(),
            holder(),
            KubernetesScope.of(settings.scope().rules(), settings.scope().keyPrefix()),
            KubernetesScope::read,
            settings.limits(),
            settings.deletions(),
            settings.timing());
    Replicator replicator =
        new Replicator(
            link,
            new JetcdConnector(settings.primary(), settings.timing().requestTimeout()),
            new JetcdConnector(settings.standby(), settings.timing().requestTimeout()),
            StandbyApiserver.reader(settings),
            new SystemClock());
    return new ReplicatingEngine(replicator);
  }

  /** The process's name on its machine, such as {@code 4711@host-1}. */
  private static String holder() {
    return ProcessHandle.current().pid() + "@" + hostName();
  }

  /** In a pod the variable is its name. Asking the resolver instead may wait for a dead DNS. */
  private static String hostName() {
    String given = System.getenv("HOSTNAME");
    if (given != null && !given.isBlank()) {
      return given;
    }
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException noLinux) {
      return "unknown-host";
    }
  }

  private record ReplicatingEngine(Replicator replicator) implements Engine {
    @Override
    public ExitCode run() {
      Ending ending = replicator.run();
      return switch (ending) {
        case Ending.Stopped stopped -> ExitCode.DONE;
        case Ending.Deposed deposed -> ExitCode.DEPOSED;
      };
    }

    @Override
    public void requestStop() {
      replicator.requestStop();
    }

    @Override
    public void verbose(boolean on) {
      replicator.verbose(on);
    }
  }

  @Override
  public ExitCode status(StandbySettings settings, Output output, PrintWriter out) {
    try (PublishedLink link = PublishedLink.of(settings)) {
      return link.show(output, out);
    }
  }

  @Override
  public ExitCode confirm(StandbySettings settings, Guard guard, String token, PrintWriter out) {
    try (PublishedLink link = PublishedLink.of(settings)) {
      return link.confirm(guard, token, out);
    }
  }

  @Override
  public ExitCode heal(StandbySettings settings, List<Key> keys, PrintWriter out) {
    try (PublishedLink link = PublishedLink.of(settings)) {
      return link.heal(keys, out);
    }
  }

  @Override
  public ExitCode promote(
      RunSettings settings, PromoteCommand.Wishes wishes, Output output, PrintWriter out) {
    return new PromotionRun(settings, wishes, holder()).show(output, out);
  }

  @Override
  public CheckCode check(CheckSettings settings, boolean deep, Output output, PrintWriter out) {
    return new Comparison(settings).show(deep, output, out);
  }

  @Override
  public ExitCode showScope(SurveySettings settings, Output output, PrintWriter out) {
    return new ScopeSurvey(settings).show(output, out);
  }

  @Override
  public ExitCode listSurplus(StandbySettings settings, Output output, PrintWriter out) {
    return new StandbySurplus(settings, out).list(output);
  }

  @Override
  public ExitCode deleteSurplus(
      SurplusSettings settings, SurplusDeletion deletion, Consent consent, PrintWriter out) {
    return new StandbySurplus(settings.link(), out).delete(deletion, settings.limits(), consent);
  }

  @Override
  public ExitCode restoreSurplus(
      SurplusSettings settings, Path file, boolean dryRun, Consent consent, PrintWriter out) {
    return new StandbySurplus(settings.link(), out)
        .restore(file, dryRun, settings.limits(), consent);
  }

  @Override
  public PreflightCode preflight(CheckSettings settings, Output output, PrintWriter out) {
    return new BothEtcds(settings).show(output, out);
  }
}
