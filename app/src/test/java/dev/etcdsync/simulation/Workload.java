package dev.etcdsync.simulation;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a Kubernetes control plane does to its etcd: objects of several kinds in several namespaces
 * are created, changed, deleted and made again, one of them all the time, sometimes several in one
 * transaction, and others outside the scope. No two values are the same.
 */
public final class Workload {
  private static final String[] KINDS = {
    "configmaps", "secrets", "replicasets", "services/specs", "example.org/widgets"
  };
  private static final Key HOT = Key.of("/registry/deployments/busy/hot");
  private static final Key LEASED = Key.of("/registry/leased/");

  private final SimulatedStore primary;
  private final Random random;
  private final int names;
  private int written;

  /**
   * A workload that has not done anything yet.
   *
   * @param names how many objects of each kind there are at most
   */
  public Workload(SimulatedWorld world, SimulatedStore primary, int names) {
    this.primary = primary;
    this.random = world.random();
    this.names = names;
  }

  /** Fills the primary. */
  public void load(int keys) {
    for (int i = 0; i < keys; i++) {
      put(anyKey());
    }
  }

  /** Does one thing. */
  public void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> put(anyKey());
      case 7, 8 -> primary.delete(anyKey(), this);
      case 9 -> recreate(anyKey());
      case 10, 11, 12 -> transaction(2 + random.nextInt(10));
      case 13, 14, 15 -> put(HOT);
      case 16 -> primary.delete(HOT, this);
      case 17 -> put(outside());
      case 18 -> primary.put(anyKey(), Value.of(""), this);
      default -> put(strange());
    }
  }

  /** Several things, one right after the other. */
  public void burst(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
  }

  /** Puts so many keys in one revision. */
  public void putTogether(int keys) {
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      ops.add(new Op.Put(LEASED.append("event-" + i), value()));
    }
    primary.write(ops, this);
  }

  /** Deletes together what {@link #putTogether} has put, as the end of an etcd lease does. */
  public void expire() {
    primary.deleteAll(KeyRange.prefix(LEASED), this);
  }

  /** Puts a value of so many bytes. */
  public void putLarge(int bytes) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    primary.put(anyKey(), Value.wrap(content), this);
  }

  public void put(Key key) {
    primary.put(key, value(), this);
  }

  private void recreate(Key key) {
    primary.delete(key, this);
    put(key);
  }

  private void transaction(int size) {
    Map<Key, Op> ops = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      Key key = random.nextInt(8) == 0 ? outside() : anyKey();
      ops.put(key, random.nextInt(4) == 0 ? new Op.Delete(key) : new Op.Put(key, value()));
    }
    primary.write(List.copyOf(ops.values()), this);
  }

  public Key anyKey() {
    return Key.of(
        "/registry/"
            + KINDS[random.nextInt(KINDS.length)]
            + "/ns-"
            + random.nextInt(3)
            + "/name-"
            + random.nextInt(names));
  }

  private Key outside() {
    return Key.of(random.nextBoolean() ? "compact_rev_key" : "/other/" + random.nextInt(5));
  }

  /** A key of any bytes, or one that other keys continue. */
  private Key strange() {
    byte[] bytes = new byte[1 + random.nextInt(3)];
    random.nextBytes(bytes);
    return random.nextBoolean()
        ? Key.of("/registry/binary/").append(Key.of(bytes))
        : Key.of("/registry/configmaps");
  }

  private Value value() {
    return Value.of("v" + ++written + "-" + "x".repeat(random.nextInt(60)));
  }

  @Override
  public String toString() {
    return "workload";
  }
}
