package dev.etcdsync.promote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.ReplicationSettings;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Value;
import dev.etcdsync.real.Json;
import dev.etcdsync.replicate.Ending;
import dev.etcdsync.replicate.LinkMeter;
import dev.etcdsync.replicate.LinkSettings;
import dev.etcdsync.replicate.Replicator;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.SimulatedServer;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.SimulatedWorld;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A primary and a standby in memory, leaders and promotions between them, and who wrote what. */
final class TwoClusters implements AutoCloseable {
  static final LinkKeys KEYS = LinkKeys.of("main");
  static final KeyRange SCOPE = KeyRange.prefix(Key.of("/registry/"));
  static final long MARGIN = 40;
  static final Duration WATCHDOG = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofMinutes(30);

  final SimulatedWorld world = new SimulatedWorld(1);
  final SimulatedServer primaryServer =
      new SimulatedServer(world, new SimulatedStore(Side.PRIMARY, 0x11));
  final SimulatedServer standbyServer =
      new SimulatedServer(world, new SimulatedStore(Side.STANDBY, 0x22));
  final SimulatedStore primary = primaryServer.store();
  final SimulatedStore standby = standbyServer.store();

  /** What was told, by all promotions. */
  final List<String> told = new ArrayList<>();

  /** What became of objects on the standby, as all promotions had it audited. */
  final List<String> audited = new ArrayList<>();

  /** What was written into the standby's scope, and by whom. */
  final List<Written> written = new ArrayList<>();

  private final Documents documents = new Documents();
  private final Scope scope = KubernetesScope.of(ScopeRules.none(), "/registry/");
  private final TransactionLimits limits = new TransactionLimits(24, 64 << 10);
  private final DeletionLimit deletions = new DeletionLimit(100, 1_000_000);
  private final Timing timing =
      new Timing(
          Duration.ofSeconds(2),
          WATCHDOG,
          Duration.ofSeconds(1),
          Duration.ofMillis(20),
          Duration.ofSeconds(15),
          Duration.ofSeconds(3));
  private final Map<SimulatedProcess, Ending> endings = new HashMap<>();
  private final Map<SimulatedProcess, Replicator> leaders = new HashMap<>();
  private final Map<SimulatedProcess, Optional<Finding>> refused = new HashMap<>();
  private final Map<SimulatedProcess, PromotionEnding> promotions = new HashMap<>();
  private int processes;

  /** A change of the standby's scope. */
  record Written(long revision, Change change, Object author) {}

  /** What a promotion is told, beside what never changes. */
  record Wishes(
      boolean dead,
      boolean acceptIncomplete,
      boolean dryRun,
      boolean lifting,
      Duration limit,
      long margin,
      boolean takeBack) {
    static final Wishes PLAIN =
        new Wishes(false, false, false, true, Duration.ofMinutes(10), MARGIN, false);

    Wishes withDeadPrimary() {
      return new Wishes(true, acceptIncomplete, dryRun, lifting, limit, margin, takeBack);
    }

    Wishes withIncompleteAccepted() {
      return new Wishes(true, true, dryRun, lifting, limit, margin, takeBack);
    }

    Wishes withDryRun() {
      return new Wishes(dead, acceptIncomplete, true, lifting, limit, margin, takeBack);
    }

    Wishes withoutLift() {
      return new Wishes(dead, acceptIncomplete, dryRun, false, limit, margin, takeBack);
    }

    Wishes withLift(Duration most, long above) {
      return new Wishes(dead, acceptIncomplete, dryRun, true, most, above, takeBack);
    }

    Wishes withTakeBack() {
      return new Wishes(dead, acceptIncomplete, dryRun, lifting, limit, margin, true);
    }
  }

  TwoClusters() {
    standby.observe((revision, author) -> record(revision, author));
  }

  private void record(Revision revision, Object author) {
    revision.changes().stream()
        .filter(change -> SCOPE.contains(change.key()))
        .forEach(change -> written.add(new Written(revision.number(), change, author)));
  }

  static Key key(String path) {
    return Key.of("/registry/" + path);
  }

  /** An object as an apiserver stores it, with the owners that it names. */
  static Value object(String kind, String name, String... owners) {
    List<String> references =
        List.of(owners).stream()
            .map(owner ->
                "{\"apiVersion\":\"v1\",\"kind\":\"Any\",\"name\":\"%s\",\"uid\":\"uid-%s\"}"
                    .formatted(owner, owner))
            .toList();
    return Value.of(
        "{\"kind\":\"%s\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"uid-%s\",\"ownerReferences\":[%s]}}"
            .formatted(kind, name, name, String.join(",", references)));
  }

  SimulatedProcess lead() {
    return world.start("leader-" + ++processes, this::lead);
  }

  private void lead(SimulatedProcess self) {
    LinkSettings settings =
        new LinkSettings(
            "main",
            self.name(),
            "1.2.3",
            scope,
            text -> Optional.empty(),
            limits,
            deletions,
            timing,
            finding -> finding);
    Replicator leader =
        new Replicator(
            settings,
            connector(primaryServer, self),
            connector(standbyServer, self),
            Optional.empty(),
            self.clock(),
            task ->
                self.carry(
                    world.start(
                        self.name() + "-compare",
                        it ->
                            task.run(
                                connector(primaryServer, it),
                                connector(standbyServer, it),
                                it.clock()))),
            meter(self));
    leaders.put(self, leader);
    endings.put(self, leader.run());
  }

  /** Keeps what a leader is kept from writing by, and nothing else. */
  private LinkMeter meter(SimulatedProcess self) {
    return (LinkMeter)
        Proxy.newProxyInstance(
            LinkMeter.class.getClassLoader(),
            new Class<?>[] {LinkMeter.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("refused")) {
                refused.put(self, ((Optional<?>) arguments[0]).map(Finding.class::cast));
              }
              return null;
            });
  }

  /** What keeps a leader from writing anything, as it has told last. */
  Optional<Finding> refused(SimulatedProcess leader) {
    return refused.getOrDefault(leader, Optional.empty());
  }

  Optional<Ending> ending(SimulatedProcess leader) {
    return Optional.ofNullable(endings.get(leader));
  }

  /** Copies, follows, and ends as on SIGTERM. */
  void replicate() {
    SimulatedProcess leader = lead();
    awaitLevel();
    leaders.get(leader).requestStop();
    await("the leader has stopped", leader::isOver);
  }

  void awaitLevel() {
    await(
        "the standby holds all of the primary",
        () -> checkpoint().map(Checkpoint::revision).orElse(0L) >= primary.revision());
  }

  void await(String what, BooleanSupplier condition) {
    if (!world.runUntil(condition, LONG)) {
      throw new AssertionError("not so: " + what + "\n" + told);
    }
  }

  /** Starts a promotion. */
  SimulatedProcess start(Wishes wishes) {
    return world.start("promotion-" + ++processes, self -> promote(self, wishes));
  }

  private void promote(SimulatedProcess self, Wishes wishes) {
    Promoter promoter =
        new Promoter(
            new PromotionSettings(
                "main",
                self.name(),
                new ReplicationSettings(scope, limits, deletions, timing),
                wishes.dead,
                wishes.acceptIncomplete,
                wishes.dryRun,
                wishes.lifting,
                wishes.limit,
                wishes.margin),
            connector(primaryServer, self),
            connector(standbyServer, self),
            Optional.empty(),
            self.clock(),
            new Told());
    try {
      promotions.put(self, wishes.takeBack ? promoter.takeBack() : promoter.run());
    } catch (EtcdException e) {
      // As the command does it: an exit code that says so, and nothing more.
      told.add("no answer of the " + e.side());
    }
  }

  /** What a promotion says, and of what it has an audit line made. */
  private final class Told implements PromotionProgress {
    @Override
    public void told(Step step, String sentence) {
      told.add(step.label() + ": " + sentence);
    }

    @Override
    public void deleted(Key key, Optional<Placement> placement, long revision, long modRevision) {
      audited.add("deleted " + key);
    }

    @Override
    public void healed(KeyValue wanted, Optional<KeyValue> seen, Optional<String> writer) {
      audited.add("healed " + wanted.key());
    }

    @Override
    public void restored(Key key, boolean had, long modRevision) {
      audited.add("restored " + key);
    }
  }

  /** How it ended; empty if it was killed, or the standby gave no answer. */
  Optional<PromotionEnding> awaitEnd(SimulatedProcess promotion) {
    await("the promotion has ended", promotion::isOver);
    if (promotion.failure().isPresent()) {
      throw new AssertionError(promotion + " failed", promotion.failure().get());
    }
    return Optional.ofNullable(promotions.get(promotion));
  }

  Optional<PromotionEnding> run(Wishes wishes) {
    return awaitEnd(start(wishes));
  }

  Optional<Checkpoint> checkpoint() {
    return standby.get(KEYS.checkpoint()).map(KeyValue::value).map(documents::readCheckpoint);
  }

  void checkpoint(Checkpoint.Position position) {
    Checkpoint next = checkpoint().orElseThrow().with(position, world.now());
    standby.put(KEYS.checkpoint(), documents.write(next), "test");
  }

  Optional<Promotion> promotion() {
    return standby.get(KEYS.promotion()).map(KeyValue::value).map(new PromotionDocument()::read);
  }

  LinkStatus status() {
    return documents.readStatus(standby.get(KEYS.status()).orElseThrow().value());
  }

  /** The leader's last word, as if its last comparison had come to this. */
  void lastComparisonMissed(long keys) {
    Value published = standby.get(KEYS.status()).orElseThrow().value();
    ObjectNode said =
        (ObjectNode) Json.parse(new String(published.bytes(), StandardCharsets.UTF_8));
    said.putObject("compare").put("time", world.now().toString()).put("missed", keys);
    standby.put(KEYS.status(), Value.of(said.toString()), "test");
  }

  List<Key> held() {
    return standby.keys(KeyRange.prefix(KEYS.held())).stream()
        .map(key -> key.without(KEYS.held()))
        .toList();
  }

  /** What the standby's scope holds. */
  Map<Key, Value> content() {
    Map<Key, Value> content = new TreeMap<>();
    standby.entries(SCOPE).values().forEach(entry -> content.put(entry.key(), entry.value()));
    return content;
  }

  private EtcdConnector connector(SimulatedServer server, SimulatedProcess process) {
    return server.connector(SimulatedClient.of(process, timing.requestTimeout()));
  }

  @Override
  public void close() {
    world.close();
  }
}
