package dev.etcdsync.monitor;

import dev.etcdsync.check.FullCompare;
import dev.etcdsync.check.Pace;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.HttpAddress;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Side;
import dev.etcdsync.replicate.LinkMeter;
import dev.etcdsync.replicate.LinkSettings;
import dev.etcdsync.view.Ages;
import dev.etcdsync.view.CheckView;
import dev.etcdsync.view.StandbyCommand;
import java.util.List;
import java.util.Map;
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
  private final ExecutorService looks = oneThread("http-status");
  private final Server server;
  private volatile boolean closing;

  private Monitor(
      HttpAddress address,
      LinkSettings link,
      Connectors connectors,
      List<ClusterAddress> addresses,
      String version,
      Clock clock,
      Patience patience) {
    LinkKeys keys = LinkKeys.of(link.link());
    Answers answers = new Answers(clock, link.timing().requestTimeout());
    this.meters = new Meters(clock, new Certificates(addresses, clock), version);
    this.reader = new LinkReader(connectors.published(), keys, answers, clock);
    Comparer comparer =
        new Comparer(
            connectors.primary(),
            connectors.standby(),
            new FullCompare(keys, link.scope(), link.limits().operations(), Pace.GENTLE, answers),
            clock);
    ClusterAddress standby =
        addresses.stream().filter(it -> it.side() == Side.STANDBY).findFirst().orElseThrow();
    Map<String, Page> pages = new TreeMap<>();
    pages.put(
        CheckPage.PATH,
        new CheckPage(
            new CheckDesk(comparer::compare, clock, checks),
            new CheckView(new StandbyCommand(link.link(), standby)),
            clock));
    pages.put(
        StatusPage.PATH,
        new StatusPage(
            reader::read,
            looks,
            clock,
            Ages.of(link.timing()),
            new StatusPage.Replica(link.holder(), version),
            meters::leads));
    pages.put(Meters.PATH, meters);
    pages.put("/health/live", request -> Reply.sentence(Reply.OK, "live"));
    pages.put("/health/ready", request -> ready());
    this.server = Server.start(address, new Routes(pages), patience, meters::answered);
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

  /** The port that it listens on. */
  public int port() {
    return server.port();
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
    closing = true;
    server.close();
    checks.shutdownNow();
    // An etcd that does not answer is waited for by nobody: the thread is a daemon.
    looks.execute(reader::close);
    looks.shutdown();
    meters.close();
  }
}
