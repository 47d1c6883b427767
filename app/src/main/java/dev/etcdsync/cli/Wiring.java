package dev.etcdsync.cli;

import dev.etcdsync.config.CheckSettings;
import dev.etcdsync.config.RunSettings;
import dev.etcdsync.config.StandbySettings;
import dev.etcdsync.config.SurplusSettings;
import dev.etcdsync.config.SurveySettings;
import dev.etcdsync.etcd.JetcdConnector;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.HttpAddress;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.monitor.Connectors;
import dev.etcdsync.monitor.Monitor;
import dev.etcdsync.replicate.CompareThread;
import dev.etcdsync.replicate.Ending;
import dev.etcdsync.replicate.LinkMeter;
import dev.etcdsync.replicate.LinkSettings;
import dev.etcdsync.replicate.Replicator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
    Optional<Monitor> monitor = settings.http().map(address -> monitor(address, settings, link));
    Replicator replicator =
        new Replicator(
            link,
            new JetcdConnector(settings.primary(), settings.timing().requestTimeout()),
            new JetcdConnector(settings.standby(), settings.timing().requestTimeout()),
            StandbyApiserver.reader(settings),
            new SystemClock(),
            compareThread(settings),
            monitor.map(Monitor::meter).orElseGet(LinkMeter::none));
    return new ReplicatingEngine(replicator, monitor);
  }

  private static Monitor monitor(HttpAddress address, RunSettings settings, LinkSettings link) {
    Duration timeout = settings.timing().requestTimeout();
    return Monitor.start(
        address,
        link,
        new Connectors(
            new JetcdConnector(settings.primary(), timeout),
            new JetcdConnector(settings.standby(), timeout),
            new JetcdConnector(settings.standby(), timeout)),
        List.of(settings.primary(), settings.standby()),
        VersionCommand.ofProgram(),
        new SystemClock());
  }

  /** Its connectors are made here, so that a file that cannot be used is found before anything. */
  private static CompareThread compareThread(RunSettings settings) {
    Duration timeout = settings.timing().requestTimeout();
    JetcdConnector primary = new JetcdConnector(settings.primary(), timeout);
    JetcdConnector standby = new JetcdConnector(settings.standby(), timeout);
    return task ->
        Thread.ofPlatform()
            .name("compare")
            .daemon()
            .start(() -> task.run(primary, standby, new SystemClock()));
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

  private record ReplicatingEngine(Replicator replicator, Optional<Monitor> monitor)
      implements Engine {
    @Override
    public ExitCode run() {
      try {
        Ending ending = replicator.run();
        return switch (ending) {
          case Ending.Stopped stopped -> ExitCode.DONE;
          case Ending.Deposed deposed -> ExitCode.DEPOSED;
        };
      } finally {
        monitor.ifPresent(Monitor::close);
      }
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
    return new StandbySurplus(settings, out, holder()).list(output);
  }

  @Override
  public ExitCode deleteSurplus(
      SurplusSettings settings, SurplusDeletion deletion, Consent consent, PrintWriter out) {
    return new StandbySurplus(settings.link(), out, holder())
        .delete(deletion, settings.limits(), consent);
  }

  @Override
  public ExitCode restoreSurplus(
      SurplusSettings settings, Path file, boolean dryRun, Consent consent, PrintWriter out) {
    return new StandbySurplus(settings.link(), out, holder())
        .restore(file, dryRun, settings.limits(), consent);
  }

  @Override
  public PreflightCode preflight(CheckSettings settings, Output output, PrintWriter out) {
    return new BothEtcds(settings).show(output, out);
  }
}
