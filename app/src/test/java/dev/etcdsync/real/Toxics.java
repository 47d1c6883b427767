package dev.etcdsync.real;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A toxiproxy server: networks between the program and an etcd that can be made bad. */
final class Toxics implements AutoCloseable {
  private final Path folder = Folders.temporary("toxiproxy");
  private final Path log = folder.resolve("toxiproxy.log");
  private final Child server;
  private final ToxiproxyClient client;

  private Toxics(int port) {
    server =
        Child.logging(
            List.of(EtcdBinaries.toxiproxy().toString(), "-host=127.0.0.1", "-port=" + port), log);
    client = new ToxiproxyClient("127.0.0.1", port);
  }

  static Toxics start() {
    Toxics toxics = new Toxics(Ports.free());
    Await.until(
        "toxiproxy serves",
        Duration.ofSeconds(20),
        toxics::answers,
        () -> Folders.tail(toxics.log, 20));
    return toxics;
  }

  private boolean answers() {
    try {
      return !client.version().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** A network to every member of a cluster, with so many ways to each. */
  Network to(RealCluster cluster, int ways) {
    List<Proxy> proxies = new ArrayList<>();
    List<String> urls = new ArrayList<>();
    try {
      for (int way = 0; way < ways * cluster.size(); way++) {
        int i = way % cluster.size();
        int port = Ports.free();
        proxies.add(
            client.createProxy(
                "p" + port, "127.0.0.1:" + port, "127.0.0.1:" + cluster.member(i).clientPort()));
        urls.add(cluster.scheme() + "://127.0.0.1:" + port);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Network(proxies, urls.stream().collect(Collectors.joining(",")));
  }

  @Override
  public void close() {
    server.kill();
    Folders.delete(folder);
  }

  /** The way to one cluster. Upstream is towards etcd, downstream towards the program. */
  static final class Network {
    private final List<Proxy> proxies;
    private final String urls;

    private Network(List<Proxy> proxies, String urls) {
      this.proxies = proxies;
      this.urls = urls;
    }

    String urls() {
      return urls;
    }

    /** The first way alone: what goes there can be overtaken by what goes another. */
    Network firstWay() {
      return new Network(proxies.subList(0, 1), urls);
    }

    /** Everything arrives, late; in both directions. */
    void delay(Duration time, Duration jitter) {
      each(proxy -> {
        proxy
            .toxics()
            .latency("late-up", ToxicDirection.UPSTREAM, time.toMillis())
            .setJitter(jitter.toMillis());
        proxy
            .toxics()
            .latency("late-down", ToxicDirection.DOWNSTREAM, time.toMillis())
            .setJitter(jitter.toMillis());
      });
    }

    /** What the program asks arrives late; the answers come at once. */
    void delayRequests(Duration time) {
      each(proxy -> proxy.toxics().latency("late", ToxicDirection.UPSTREAM, time.toMillis()));
    }

    /** Connections stay open, and nothing arrives any more in either direction. */
    void halfOpen() {
      each(proxy -> {
        proxy.toxics().timeout("mute-up", ToxicDirection.UPSTREAM, 0);
        proxy.toxics().timeout("mute-down", ToxicDirection.DOWNSTREAM, 0);
      });
    }

    /** Requests arrive and are done, but no answer comes back. */
    void mute() {
      each(proxy -> proxy.toxics().timeout("mute", ToxicDirection.DOWNSTREAM, 0));
    }

    /** Connections are reset soon after they are made. */
    void reset(Duration after) {
      each(proxy -> proxy.toxics().resetPeer("reset", ToxicDirection.DOWNSTREAM, after.toMillis()));
    }

    /** Each connection closes after so many bytes. */
    void limit(long bytes) {
      each(proxy -> proxy.toxics().limitData("limit", ToxicDirection.DOWNSTREAM, bytes));
    }

    /** Each direction carries no more than this. */
    void slow(long kilobytesPerSecond) {
      each(proxy -> {
        proxy.toxics().bandwidth("slow-up", ToxicDirection.UPSTREAM, kilobytesPerSecond);
        proxy.toxics().bandwidth("slow-down", ToxicDirection.DOWNSTREAM, kilobytesPerSecond);
      });
    }

    /** Connections are closed and new ones refused. */
    void cut() {
      each(Proxy::disable);
    }

    /** Takes every fault away. */
    void heal() {
      each(proxy -> {
        for (Toxic toxic : proxy.toxics().getAll()) {
          toxic.remove();
        }
        proxy.enable();
      });
    }

    private void each(Change change) {
      try {
        for (Proxy proxy : proxies) {
          change.to(proxy);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private interface Change {
      void to(Proxy proxy) throws IOException;
    }
  }
}
