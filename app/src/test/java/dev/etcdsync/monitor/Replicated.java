package dev.etcdsync.monitor;

import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.HttpAddress;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.LinkVersions;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Value;
import dev.etcdsync.replicate.LinkSettings;
import dev.etcdsync.simulation.SimulatedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Two etcds in memory, hands that replicate, and a monitor that listens on a port of its own. */
final class Replicated implements AutoCloseable {
  static final String HOLDER = "7@here";
  private static final LinkKeys KEYS = LinkKeys.of("main");
  private static final long CLUSTER = 0x11;

  final SimulatedStore primary = new SimulatedStore(Side.PRIMARY, CLUSTER);
  final SimulatedStore standby = new SimulatedStore(Side.STANDBY, 0x22);
  final InstantEtcd toPrimary = new InstantEtcd(primary);
  final InstantEtcd toStandby = new InstantEtcd(standby);
  final InstantEtcd published = new InstantEtcd(standby);
  final MovableClock clock = new MovableClock();
  final Monitor monitor;
  private final Timing timing;
  private final KubernetesScope scope = KubernetesScope.of(ScopeRules.none(), "/registry/");
  private final Documents documents = new Documents();
  private final HttpClient http = HttpClient.newHttpClient();

  Replicated() {
    this(Patience.usual());
  }

  Replicated(Patience patience) {
    this(patience, Timing.defaults());
  }

  /** As it is set by whoever runs it. */
  Replicated(Duration syncedAge) {
    this(Patience.usual(), until(syncedAge));
  }

  private Replicated(Patience patience, Timing timing) {
    this.timing = timing;
    this.monitor =
        Monitor.start(
            new HttpAddress("127.0.0.1", 0),
            link(),
            new Connectors(toPrimary, toStandby, published),
            List.of(address(Side.PRIMARY, "p"), address(Side.STANDBY, "s")),
            clock,
            patience);
  }

  private static ClusterAddress address(Side side, String host) {
    return new ClusterAddress(
        side, List.of(URI.create("http://" + host + ":2379")), Optional.empty(), Optional.empty());
  }

  LinkSettings link() {
    return new LinkSettings(
        "main",
        HOLDER,
        "1.2.3",
        scope,
        KubernetesScope::read,
        new TransactionLimits(
            TransactionLimits.DEFAULT_OPERATIONS, TransactionLimits.DEFAULT_BYTES),
        new DeletionLimit(DeletionLimit.DEFAULT_PERCENT, DeletionLimit.DEFAULT_KEYS),
        timing,
        finding -> finding);
  }

  private static Timing until(Duration syncedAge) {
    Timing usual = Timing.defaults();
    return new Timing(
        usual.requestTimeout(),
        usual.watchdog(),
        usual.statusInterval(),
        usual.epoch(),
        syncedAge,
        usual.checkInterval());
  }

  static String config(String name) {
    return "/registry/configmaps/a/" + name;
  }

  static String object(String name, String data) {
    return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"u-%s\"},\"data\":{\"x\":\"%s\"}}"
        .formatted(name, name, data);
  }

  void put(SimulatedStore store, String name, String data) {
    synchronized (store) {
      store.put(Key.of(config(name)), Value.of(object(name, data)), "test");
    }
  }

  void delete(SimulatedStore store, String name) {
    synchronized (store) {
      store.delete(Key.of(config(name)), "test");
    }
  }

  /** Brings the standby up to the primary, as the engine would. */
  void replicate() {
    List<Op> ops = new ArrayList<>();
    synchronized (primary) {
      for (KeyValue entry : primary.at(primary.revision()).values()) {
        ops.add(new Op.Put(entry.key(), entry.value()));
      }
    }
    synchronized (standby) {
      standby.write(ops, "engine");
    }
    position(new Position.At(primary.revision()));
  }

  void position(Position position) {
    Checkpoint checkpoint =
        new Checkpoint(CLUSTER, position, Optional.empty(), 0, 0, Optional.empty(), clock.now());
    synchronized (standby) {
      standby.write(
          List.of(
              new Op.Put(KEYS.checkpoint(), documents.write(checkpoint)),
              new Op.Put(KEYS.scope(), documents.writeScope(scope.description()))),
          "engine");
    }
  }

  /** What a leader says that follows, was found clean, and has confirmed it a moment ago. */
  LinkStatus following() {
    Instant now = clock.now();
    return new LinkStatus(
        LinkPhase.FOLLOWING,
        3,
        HOLDER,
        41,
        42,
        Optional.of(now),
        0,
        0,
        Optional.empty(),
        2,
        DriftSummary.none(),
        new CompareSummary(
            false,
            Optional.of(new LastCompare(now, Duration.ofMillis(1420), 40, 90, 100, 0, 0, 0, 3, 0)),
            Optional.empty()),
        Optional.empty(),
        Optional.empty(),
        LinkVersions.unknown(),
        now);
  }

  void publish(LinkStatus status) {
    synchronized (standby) {
      standby.write(List.of(new Op.Put(KEYS.status(), documents.write(status))), "engine");
    }
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitor.port() + path))
        .timeout(Duration.ofSeconds(30));
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = to(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    monitor.close();
    http.close();
  }
}
