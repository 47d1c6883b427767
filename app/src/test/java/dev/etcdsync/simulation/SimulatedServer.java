package dev.etcdsync.simulation;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Txn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One etcd in the network: a store, whether it can be reached, and how good the network is. */
public final class SimulatedServer {
  private final SimulatedWorld world;
  private final List<SimulatedWatch> watches = new ArrayList<>();
  private final Deque<Fate> script = new ArrayDeque<>();
  private final List<Runnable> held = new ArrayList<>();
  private Function<Txn, Optional<Fate>> decider = txn -> Optional.empty();
  private SimulatedStore store;
  private Faults faults = Faults.none();
  private boolean down;
  private String version = "3.6.16";
  private int listings;
  private int compactedReads;
  private BiConsumer<Txn, Object> sent = (txn, author) -> {};

  public SimulatedServer(SimulatedWorld world, SimulatedStore store) {
    this.world = world;
    this.store = store;
    store.observe(this::committed);
  }

  public SimulatedStore store() {
    return store;
  }

  public Faults faults() {
    return faults;
  }

  public void faults(Faults next) {
    faults = next;
  }

  public boolean isDown() {
    return down;
  }

  /** Cannot be reached for a while; every watch breaks. */
  public void failFor(Duration duration) {
    down = true;
    breakWatches();
    world.after(duration, () -> down = false);
  }

  /** Breaks every open watch. */
  public void breakWatches() {
    for (SimulatedWatch watch : List.copyOf(watches)) {
      watch.breakOff(store.failure(Failure.UNAVAILABLE, "the connection broke"));
    }
  }

  /** Makes open watches silent, the one opened last or all of them; nothing tells of it. */
  public void hangWatches(boolean all) {
    for (SimulatedWatch watch :
        all ? watches : watches.subList(watches.size() - 1, watches.size())) {
      watch.hang();
    }
  }

  /** The version of etcd that its members say they have. */
  public String version() {
    return version;
  }

  public void version(String next) {
    version = next;
    breakWatches();
  }

  /** How often somebody has begun to list keys. */
  public int listings() {
    return listings;
  }

  void listed() {
    listings++;
  }

  /** How many reads asked for a revision that was compacted. */
  public int compactedReads() {
    return compactedReads;
  }

  void metCompaction() {
    compactedReads++;
  }

  /** Another etcd answers at this address from now on. */
  public void replace(SimulatedStore other) {
    breakWatches();
    store = other;
    store.observe(this::committed);
  }

  /** Tells of every transaction when it is sent, with its author, whatever becomes of it. */
  public void observeSent(BiConsumer<Txn, Object> observer) {
    sent = observer;
  }

  void sent(Txn txn, Object author) {
    sent.accept(txn, author);
  }

  /** Decides what becomes of the next writes, one after the other. */
  public void script(Fate... fates) {
    script.addAll(List.of(fates));
  }

  /** Decides what becomes of writes, by what they are; where it does not, chance does. */
  public void decide(Function<Txn, Optional<Fate>> decision) {
    decider = decision;
  }

  /** Carries out what was held back. */
  public void release() {
    held.forEach(Runnable::run);
    held.clear();
  }

  void hold(Runnable call) {
    held.add(call);
  }

  void endScript() {
    script.clear();
    decider = txn -> Optional.empty();
  }

  Optional<Fate> scripted(Txn txn) {
    return decider.apply(txn).or(() -> Optional.ofNullable(script.poll()));
  }

  /** A connection of a process, or of the test itself. */
  public SimulatedEtcd connect(SimulatedClient client) {
    return new SimulatedEtcd(world, this, client);
  }

  /** What connects a process, whose files never change. */
  public EtcdConnector connector(SimulatedClient client) {
    return new EtcdConnector() {
      @Override
      public Etcd connect() {
        return SimulatedServer.this.connect(client);
      }

      @Override
      public boolean isOutdated() {
        return false;
      }

      @Override
      public Side side() {
        return store.side();
      }
    };
  }

  void opened(SimulatedWatch watch) {
    watches.add(watch);
  }

  void closed(SimulatedWatch watch) {
    watches.remove(watch);
  }

  private void committed(Revision revision, Object author) {
    for (SimulatedWatch watch : List.copyOf(watches)) {
      watch.wake();
    }
  }
}
