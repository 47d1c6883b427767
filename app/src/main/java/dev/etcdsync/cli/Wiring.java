package dev.etcdsync.cli;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.bootstrap.Bootstrap;
import dev.etcdsync.bootstrap.BootstrapRequest;
import dev.etcdsync.bootstrap.Names;
import dev.etcdsync.bootstrap.Progress;
import dev.etcdsync.config.CheckSettings;
import dev.etcdsync.config.RunSettings;
import dev.etcdsync.config.StandbySettings;
import dev.etcdsync.config.SurplusSettings;
import dev.etcdsync.config.SurveySettings;
import dev.etcdsync.etcd.JetcdConnector;
import dev.etcdsync.events.LeaseEvents;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.lease.LeaseElection;
import dev.etcdsync.lease.LeaseName;
import dev.etcdsync.lease.LeaseTimes;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.HttpAddress;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.monitor.Connectors;
import dev.etcdsync.monitor.Monitor;
import dev.etcdsync.replica.PublishedStatus;
import dev.etcdsync.replica.Replica;
import dev.etcdsync.replicate.CompareThread;
import dev.etcdsync.replicate.LinkMeter;
import dev.etcdsync.replicate.LinkSettings;
import dev.etcdsync.replicate.Replicator;
import dev.etcdsync.view.StandbyCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Puts the parts together. */
final class Wiring implements Program {

  @Override
  public Engine engine(RunSettings settings) {
    LinkSettings link =
        new LinkSettings(
            settings.link(),
            holder(),
            VersionCommand.ofProgram(),
            KubernetesScope.of(settings.scope().rules(), settings.scope().keyPrefix()),
            KubernetesScope::read,
            settings.limits(),
            settings.deletions(),
            settings.timing(),
            new StandbyCommand(settings.link(), settings.standby())::confirming);
    Function<LinkMeter, Replicator> replicators = replicators(settings, link);
    Optional<Access> access = StandbyApiserver.access(settings.encryption());
    Optional<LeaseName> lease = new LeaseChoice(access, Access.podNamespace()).of(settings.lease());
    // Whatever may be wrong with what was given is found before anybody listens.
    Optional<Monitor> monitor = settings.http().map(address -> monitor(address, settings, link));
    Optional<LeaseEvents> events = lease.map(name -> events(settings, name, access.orElseThrow()));
    LinkMeter measured = monitor.map(Monitor::meter).orElseGet(LinkMeter::none);
    LinkMeter meter = events.map(told -> LinkMeter.both(measured, told.meter())).orElse(measured);
    Supplier<Replicator> next = () -> replicators.apply(meter);
    Engine engine =
        lease
            .<Engine>map(
                name -> new ElectedEngine(replica(settings, name, access.orElseThrow(), next)))
            .orElseGet(() -> new ReplicatingEngine(new Replication(next.get())));
    return new AttendedEngine(engine, monitor, events);
  }

  /** Each with the same connectors, which one after the other may use. */
  private static Function<LinkMeter, Replicator> replicators(
      RunSettings settings, LinkSettings link) {
    JetcdConnector primary = connector(settings, settings.primary());
    JetcdConnector standby = connector(settings, settings.standby());
    Optional<ObjectReader> reader = StandbyApiserver.reader(settings);
    CompareThread compareThread = compareThread(settings);
    return meter ->
        new Replicator(link, primary, standby, reader, new SystemClock(), compareThread, meter);
  }

  private static Monitor monitor(HttpAddress address, RunSettings settings, LinkSettings link) {
    return Monitor.start(
        address,
        link,
        new Connectors(
            connector(settings, settings.primary()),
            connector(settings, settings.standby()),
            connector(settings, settings.standby())),
        List.of(settings.primary(), settings.standby()),
        VersionCommand.ofProgram(),
        new SystemClock());
  }

  private static Replica replica(
      RunSettings settings, LeaseName lease, Access access, Supplier<Replicator> replicators) {
    SystemClock clock = new SystemClock();
    return new Replica(
        new LeaseElection(access, lease, identity(), LeaseTimes.defaults(), clock),
        () -> new Replication(replicators.get()),
        published(settings, clock),
        published(settings, clock),
        clock);
  }

  private static LeaseEvents events(RunSettings settings, LeaseName lease, Access access) {
    return LeaseEvents.start(
        access,
        lease,
        identity(),
        List.of(settings.primary(), settings.standby()),
        new SystemClock());
  }

  /** What it is called in the Lease. */
  private static String identity() {
    return Access.podName(System.getenv()).orElseGet(Wiring::holder);
  }

  private static PublishedStatus published(RunSettings settings, Clock clock) {
    return new PublishedStatus(
        connector(settings, settings.standby()),
        settings.link(),
        settings.timing().requestTimeout(),
        clock);
  }

  private static JetcdConnector connector(RunSettings settings, ClusterAddress side) {
    return new JetcdConnector(side, settings.timing().requestTimeout());
  }

  /** Its connectors are made here, so that a file that cannot be used is found before anything. */
  private static CompareThread compareThread(RunSettings settings) {
    JetcdConnector primary = connector(settings, settings.primary());
    JetcdConnector standby = connector(settings, settings.standby());
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

  @Override
  public void bootstrap(BootstrapRequest request, Access access, Progress progress) {
    Bootstrap.run(request, access, new SystemClock(), progress);
  }

  @Override
  public void removeBootstrap(
      String namespace,
      String owner,
      Optional<Names> primary,
      Optional<Names> standby,
      Access access,
      Progress progress) {
    Bootstrap.remove(namespace, owner, primary, standby, access, progress);
  }

  @Override
  public GateCode gate(RunSettings settings, PrintWriter out, PrintWriter err) {
    Optional<Access> access = StandbyApiserver.access(settings.encryption());
    return new LeaseChoice(access, Access.podNamespace())
        .of(settings.lease())
        .map(lease -> UninstallGate.with(settings, access.orElseThrow(), lease))
        .orElseGet(() -> UninstallGate.withoutLease(settings))
        .show(out, err);
  }
}
