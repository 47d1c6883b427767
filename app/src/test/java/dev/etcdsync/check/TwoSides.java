package dev.etcdsync.check;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedServer;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** A primary and a standby in memory, and hands that replicate, so that no engine is needed. */
final class TwoSides implements AutoCloseable {
  static final LinkKeys KEYS = LinkKeys.of("main");
  private static final int OPERATIONS = 24;
  private static final long CLUSTER = 0x11;

  final SimulatedWorld world = new SimulatedWorld(1);
  final SimulatedServer primaryServer =
      new SimulatedServer(world, new SimulatedStore(Side.PRIMARY, CLUSTER));
  final SimulatedServer standbyServer =
      new SimulatedServer(world, new SimulatedStore(Side.STANDBY, 0x22));
  final SimulatedStore primary = primaryServer.store();
  final SimulatedStore standby = standbyServer.store();
  private final Documents documents = new Documents();
  private final Scope scope;
  private final Answers answers = new Answers(world.clock(), Duration.ofSeconds(5));
  private final FullCompare compare;

  TwoSides(Scope scope) {
    this.scope = scope;
    this.compare = compare();
    SimulatedStore.Limits limits = new SimulatedStore.Limits(OPERATIONS, 1 << 20);
    primary.limit(limits);
    standby.limit(limits);
  }

  FullCompare compare() {
    return new FullCompare(KEYS, scope, OPERATIONS, Pace.SWIFT, answers);
  }

  Etcd toPrimary() {
    return primaryServer.connect(SimulatedClient.test());
  }

  Etcd toStandby() {
    return standbyServer.connect(SimulatedClient.test());
  }

  /** Brings the standby up to the primary, as the engine would. */
  void replicate() {
    NavigableMap<Key, KeyValue> wanted = primary.at(primary.revision());
    List<Op> ops = new ArrayList<>();
    for (KeyValue entry : wanted.values()) {
      Key key = entry.key();
      switch (scope.contains(key) ? scope.placement(key, entry.value()) : Placement.OUT) {
        case IN -> ops.add(new Op.Put(key, entry.value()));
        case HELD -> ops.add(new Op.Put(KEYS.held(key), entry.value()));
        case OUT -> {}
      }
    }
    claim(new Position.At(primary.revision()), ops);
  }

  /** Writes a checkpoint, and what goes with it. */
  void claim(Position position, List<Op> ops) {
    claim(position, ops, scope.description(), CLUSTER);
  }

  void claim(Position position, List<Op> ops, String description, long cluster) {
    Checkpoint checkpoint =
        new Checkpoint(cluster, position, Optional.empty(), 0, 0, Optional.empty(), world.now());
    List<Op> all = new ArrayList<>(ops);
    all.add(new Op.Put(KEYS.checkpoint(), documents.write(checkpoint)));
    all.add(new Op.Put(KEYS.scope(), documents.writeScope(description)));
    standby.write(all, "engine");
  }

  CheckResult check() {
    return compare.run(toPrimary(), toStandby(), false);
  }

  /** The result of a comparison that must have come about. */
  CheckResult.Compared compared() {
    return (CheckResult.Compared) check();
  }

  void foreignPut(String key, String value) {
    standby.put(Key.of(key), Value.of(value), "foreign");
  }

  void foreignDelete(String key) {
    standby.delete(Key.of(key), "foreign");
  }

  void put(String key, String value) {
    primary.put(Key.of(key), Value.of(value), "client");
  }

  @Override
  public void close() {
    world.close();
  }
}
