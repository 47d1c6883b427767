package dev.etcdsync.monitor;

import dev.etcdsync.check.FullCompare;
import dev.etcdsync.check.Pace;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.history.History;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.GivenCertificates;
import dev.etcdsync.model.HttpAddress;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.model.Side;
import dev.etcdsync.replicate.LinkMeter;
import dev.etcdsync.replicate.LinkSettings;
import dev.etcdsync.view.Ages;
import dev.etcdsync.view.CheckView;
import dev.etcdsync.view.StandbyCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers over HTTP from {@link #start} to {@link #close}, whoever leads meanwhile. Any thread may
 * call.
 */
public final class Monitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

  private final Meters meters;
  private final LinkReader reader;
  private final ExecutorService checks = oneThread("http-check");
  private final ExecutorService looking = oneThread("http-status");
  private final Lookout lookout;
  private final Server server;
  private volatile Duration checkInterval;
  private volatile boolean closing;

  private Monitor(
      HttpAddress address,
      LinkSettings link,
      Connectors connectors,
      List<ClusterAddress> addresses,
      String version,
      Clock clock,
      Patience patience) {
    this.checkInterval = link.timing().checkInterval();
    LinkKeys keys = LinkKeys.of(link.link());
    Answers answers = new Answers(clock, link.timing().requestTimeout());
    this.meters =
        new Meters(
            clock,
            new GivenCertificates(addresses, clock),
            version,
            () -> checkInterval,
            this::confirmed);
    this.reader = new LinkReader(connectors.published(), keys, answers, clock);
    Comparer comparer =
        new Comparer(
            connectors.primary(),
            connectors.standby(),
            new FullCompare(keys, link.scope(), link.limits().operations(), Pace.GENTLE, answers),
            clock);
    Looks looks = new Looks(reader::read, looking, clock);
    History history = new History(Ages.of(link.timing()), clock.now());
    this.lookout = new Lookout(looks, history, clock);
    Map<String, Page> pages = new TreeMap<>(WebPage.files());
    ClusterAddress standby =
        addresses.stream().filter(it -> it.side() == Side.STANDBY).findFirst().orElseThrow();
    StandbyCommand commands = new StandbyCommand(link.link(), standby);
    pages.put(
        CheckPage.PATH,
        new CheckPage(
            new CheckDesk(comparer::compare, clock, checks), new CheckView(commands), clock));
    StatusDocument document =
        new StatusDocument(
            () -> Ages.of(link.timing().syncedAge(), checkInterval),
            commands,
            new StatusDocument.Replica(link.holder(), version),
            meters);
    pages.put(StatusPage.PATH, new StatusPage(looks, document, clock));
    pages.put(OverviewPage.PATH, new OverviewPage(lookout, history, document, clock));
    pages.put(Meters.PATH, meters);
    pages.put(Routes.HEALTH + "live", request -> Reply.sentence(Reply.OK, "live"));
    pages.put(Routes.HEALTH + "ready", request -> ready());
    this.server = Server.start(address, new Routes(pages), patience, meters::answered);
    lookout.start();
  }

  /**
   * Answers from now on.
   *
   * @param addresses of both sides, for when their certificates end and for commands that are shown
   * @param version of etcd-sync
   * @throws InvalidSetting if nobody can listen there
   */
  public static Monitor start(
      HttpAddress address,
      LinkSettings link,
      Connectors connectors,
      List<ClusterAddress> addresses,
      String version,
      Clock clock) {
    Monitor monitor =
        new Monitor(address, link, connectors, addresses, version, clock, Patience.usual());
    LOG.info("Answering HTTP on={}", new HttpAddress(address.host(), monitor.port()));
    return monitor;
  }

  /** With clients that have less time, for tests. */
  static Monitor start(
      HttpAddress address,
      LinkSettings link,
      Connectors connectors,
      List<ClusterAddress> addresses,
      Clock clock,
      Patience patience) {
    return new Monitor(address, link, connectors, addresses, "test", clock, patience);
  }

  /** What the engine tells of itself. */
  public LinkMeter meter() {
    return meters;
  }

  /** Takes over what has changed. */
  public void live(LiveSettings now) {
    checkInterval = now.checkInterval();
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  private Optional<Instant> confirmed() {
    return lookout
        .last()
        .flatMap(Look::known)
        .flatMap(known -> known.published().status().confirmed());
  }

  /** Whether this replica can answer; whether anything is replicated is not its business. */
  private Reply ready() {
    return closing
        ? Reply.sentence(Reply.UNAVAILABLE, "stopping")
        : Reply.sentence(Reply.OK, "ready");
  }

  /** Its threads end when there is nothing to do, and never keep the program alive. */
  private static ExecutorService oneThread(String name) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name(name).daemon().factory());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    server.close();
    lookout.close();
    checks.shutdownNow();
    // An etcd that does not answer is waited for by nobody: the thread is a daemon.
    looking.execute(reader::close);
    looking.shutdown();
    meters.close();
  }
}
