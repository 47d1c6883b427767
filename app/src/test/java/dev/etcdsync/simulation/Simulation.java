package dev.etcdsync.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.ScopeReader;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Value;
import dev.etcdsync.replicate.CompareThread;
import dev.etcdsync.replicate.Ending;
import dev.etcdsync.replicate.LinkMeter;
import dev.etcdsync.replicate.LinkSettings;
import dev.etcdsync.replicate.Replicator;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A primary, a standby, what happens to them, engines between them, and a judge over it all. */
public final class Simulation implements AutoCloseable {
  public static final String LINK = "main";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Key PREFIX = Key.of("/registry/");
  public static final KeyRange REGISTRY = KeyRange.prefix(PREFIX);
  private static final Duration SETTLED = Duration.ofMinutes(10);

  private final SimulatedWorld world;
  private final SimulatedServer primary;
  private final SimulatedServer standby;
  private final Judge judge;
  private final Workload workload;
  private final ForeignWriter foreign;
  private final Map<SimulatedProcess, Ending> endings = new HashMap<>();
  private final Map<SimulatedProcess, Replicator> replicators = new HashMap<>();
  private final TransactionLimits limits = new TransactionLimits(24, 64 * 1024);
  private DeletionLimit deletions = new DeletionLimit(100, 1_000_000);
  private Timing timing =
      new Timing(
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofMillis(20),
          Duration.ofSeconds(15),
          Duration.ofSeconds(3));
  private Scope scope = new ScopeOfKinds(PREFIX, Set.of(), false);
  private ScopeReader scopes = ScopeOfKinds.reader(PREFIX);
  private Optional<SimulatedProcess> current = Optional.empty();
  private int engines;
  private long downUntil;
  private boolean quiet;
  private Optional<ObjectReader> reader = Optional.empty();

  /**
   * A world with two empty etcds.
   *
   * @param names how many objects of each kind the primary has at most
   */
  public Simulation(long seed, int names) {
    this.world = new SimulatedWorld(seed);
    this.primary = new SimulatedServer(world, new SimulatedStore(Side.PRIMARY, 0x11));
    this.standby = new SimulatedServer(world, new SimulatedStore(Side.STANDBY, 0x22));
    SimulatedStore.Limits server = new SimulatedStore.Limits(limits.operations(), 96 * 1024);
    primary.store().limit(server);
    standby.store().limit(server);
    this.judge = new Judge(world, primary, standby, KeyRange.prefix(PREFIX), LINK);
    this.workload = new Workload(world, primary.store(), names);
    this.foreign = new ForeignWriter(world, standby.store());
  }

  public SimulatedWorld world() {
    return world;
  }

  public SimulatedServer primary() {
    return primary;
  }

  public SimulatedServer standby() {
    return standby;
  }

  public Judge judge() {
    return judge;
  }

  public Workload workload() {
    return workload;
  }

  public ForeignWriter foreign() {
    return foreign;
  }

  /**
   * Changes what engines replicate; to be called while none runs.
   *
   * @param byValue whether values decide what is in, out and held
   */
  public void replicate(Set<String> kindsLeftOut, boolean byValue) {
    replicate(new ScopeOfKinds(PREFIX, kindsLeftOut, byValue), ScopeOfKinds.reader(PREFIX));
  }

  /** Changes what engines replicate; to be called while none runs. */
  public void replicate(Scope next, ScopeReader reader) {
    scope = next;
    scopes = reader;
    judge.scopeIs(scope::contains, scope::placement);
  }

  /** Who asks the standby's apiserver, for the engines started from now on. */
  public void reader(ObjectReader next) {
    reader = Optional.of(next);
  }

  /** Changes what the engines started from now on are told. */
  public void timing(Timing next) {
    timing = next;
  }

  public void deletions(DeletionLimit next) {
    deletions = next;
  }

  public void faults(Faults faults) {
    primary.faults(faults);
    standby.faults(faults);
  }

  /** Starts an engine. */
  public SimulatedProcess start() {
    current = Optional.of(world.start("engine-" + ++engines, this::run));
    return current.get();
  }

  /** An engine for a process that runs it itself. */
  public Replicator engine(SimulatedProcess self) {
    LinkSettings settings =
        new LinkSettings(
            LINK,
            self.name(),
            "1.2.3",
            scope,
            scopes,
            limits,
            deletions,
            timing,
            finding -> finding);
    return new Replicator(
        settings,
        connector(primary, self),
        connector(standby, self),
        reader,
        self.clock(),
        task -> self.carry(compareThread(self, task)),
        LinkMeter.none());
  }

  private void run(SimulatedProcess self) {
    Replicator replicator = engine(self);
    replicators.put(self, replicator);
    try {
      endings.put(self, replicator.run());
    } catch (SimulatedCrash crash) {
      throw crash;
    } catch (Throwable thrown) {
      world.fail(new AssertionError(self + " failed: " + thrown + "\n" + judge.trace(), thrown));
      throw thrown;
    }
  }

  /** The judge knows its author, and that it never holds the link: it may not write. */
  private SimulatedProcess compareThread(SimulatedProcess engine, CompareThread.Task task) {
    return world.start(
        engine.name() + "-compare",
        self -> {
          try {
            task.run(connector(primary, self), connector(standby, self), self.clock());
          } catch (RuntimeException | AssertionError thrown) {
            world.fail(new AssertionError(self + " failed: " + thrown, thrown));
            throw thrown;
          }
        });
  }

  /** The engine that was started last, if it is still running. */
  public Optional<SimulatedProcess> running() {
    return current.filter(process -> !process.isOver());
  }

  /** Whenever no engine is running, another one is started a little later. */
  public void keepRunning() {
    if (running().isEmpty() && world.nanos() >= downUntil) {
      start();
    }
    world.after(world.between(Duration.ofMillis(10), Duration.ofSeconds(1)), this::keepRunning);
  }

  private EtcdConnector connector(SimulatedServer server, SimulatedProcess process) {
    return server.connector(SimulatedClient.of(process, timing.requestTimeout()));
  }

  /** Lets nobody start an engine for a while. */
  public void down(Duration duration) {
    downUntil = world.nanos() + duration.toNanos();
  }

  public Optional<Ending> ending(SimulatedProcess process) {
    return Optional.ofNullable(endings.get(process));
  }

  public void stop(SimulatedProcess process) {
    replicators.get(process).requestStop();
  }

  /** Does something at random intervals, until {@link #calm}. */
  public void meanwhile(Duration least, Duration most, Runnable action) {
    world.every(
        least,
        most,
        () -> {
          if (!quiet) {
            action.run();
          }
        });
  }

  /** Ends all that {@link #meanwhile} does, and all faults. */
  public void calm() {
    quiet = true;
    primary.endScript();
    standby.endScript();
    faults(Faults.none());
  }

  /** After a calm, the standby must become equal to the primary, and say so. */
  public void settle() {
    calm();
    if (!world.runUntil(judge::isLevel, SETTLED)) {
      throw new AssertionError(
          "seed %d: the standby did not become equal within %s; its checkpoint: %d, primary: %d\n%s"
              .formatted(
                  world.seed(),
                  SETTLED,
                  judge.revision(),
                  primary.store().revision(),
                  judge.trace()));
    }
  }

  /** What the leader says of itself, as anybody can read it on the standby. */
  public JsonNode status() {
    return standby
        .store()
        .get(Key.of("/etcd-sync/" + LINK + "/status"))
        .map(entry -> parse(entry.value()))
        .orElse(MissingNode.getInstance());
  }

  /** The primary's revision that an unfinished copy's checkpoint names; 0 without one. */
  public long knownOfPrimary() {
    return standby
        .store()
        .get(Key.of("/etcd-sync/" + LINK + "/checkpoint"))
        .map(entry -> parse(entry.value()).path("known").asLong())
        .orElse(0L);
  }

  private static JsonNode parse(Value value) {
    try {
      return JSON.readTree(value.bytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the link says that it is parked by this guard. */
  public boolean isParkedBy(String guard) {
    JsonNode status = status();
    return status.path("phase").asText().equals("parked")
        && status.path("parked").path("guard").asText().equals(guard);
  }

  /** Waits until the link says that it is parked by this guard. */
  public void awaitParked(String guard) {
    if (!world.runUntil(() -> isParkedBy(guard), SETTLED)) {
      throw new AssertionError("not parked by " + guard + " but " + status());
    }
  }

  /** Does what {@code etcd-sync confirm} does with the finding that the status shows. */
  public void confirm() {
    JsonNode parked = status().path("parked");
    standby
        .store()
        .put(
            Key.of("/etcd-sync/" + LINK + "/request/confirm-" + parked.path("guard").asText()),
            Value.of("{\"version\":1,\"token\":\"" + parked.path("token").asText() + "\"}"),
            "operator");
  }

  @Override
  public void close() {
    world.close();
  }
}
