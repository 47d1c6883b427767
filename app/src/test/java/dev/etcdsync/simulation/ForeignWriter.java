package dev.etcdsync.simulation;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The standby's own control plane: it writes to the standby, in scope and out of it. */
public final class ForeignWriter {
  private final SimulatedStore standby;
  private final Random random;
  private int written;

  public ForeignWriter(SimulatedWorld world, SimulatedStore standby) {
    this.standby = standby;
    this.random = world.random();
  }

  /** Creates, changes or deletes an object that the primary never has. */
  public void touchOwn() {
    Key key =
        Key.of("/registry/configmaps/ns-" + random.nextInt(3) + "/local-" + random.nextInt(8));
    if (random.nextInt(4) == 0) {
      standby.delete(key, this);
    } else {
      standby.put(key, value(), this);
    }
  }

  /** Creates many objects at once that the primary never has, and deletes earlier ones of these. */
  public void createMany(int objects) {
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < objects; i++) {
      Key key = Key.of("/registry/configmaps/ns-0/many-" + i);
      if (random.nextInt(4) == 0) {
        ops.add(new Op.Delete(key));
      } else {
        ops.add(new Op.Put(key, value()));
      }
    }
    standby.write(ops, this);
  }

  /** Writes outside the scope. */
  public void touchOutside() {
    standby.put(Key.of("compact_rev_key"), value(), this);
  }

  /** Writes or deletes a key that may be a replicated one. */
  public void disturb(Key key) {
    if (random.nextInt(4) == 0) {
      standby.delete(key, this);
    } else {
      standby.write(List.of(new Op.Put(key, value())), this);
    }
  }

  private Value value() {
    return Value.of("foreign-" + ++written);
  }

  @Override
  public String toString() {
    return "foreign";
  }
}
