package dev.etcdsync.fence;

import dev.etcdsync.model.Before;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns what the primary did into what it means for the standby: where an object belongs, and what
 * has to go from where it no longer does. Owned by the engine's thread.
 */
public final class Landing {
  private final Scope scope;
  private final LinkKeys keys;
  private final KnownSurplus surplus;
  private final KnownHeld held;

  public Landing(Scope scope, LinkKeys keys, KnownSurplus surplus, KnownHeld held) {
    this.scope = scope;
    this.keys = keys;
    this.surplus = surplus;
    this.held = held;
  }

  /**
   * What something means for the standby.
   *
   * @param key the primary's key
   * @param placement where it belongs now; empty if it is deleted
   * @param ops to be written together; the put comes first, if there is one
   */
  public record Effect(Key key, Optional<Placement> placement, List<Op> ops) {
    public Effect {
      ops = List.copyOf(ops);
    }

    /** Whether the key itself is written, in its own place. */
    public boolean inPlace() {
      return ops.stream().anyMatch(op -> op.key().equals(key));
    }

    /** Whether an object goes from where it stood, and is not merely written anew there. */
    public boolean takesAway() {
      boolean puts = false;
      for (Op op : ops) {
        if (op instanceof Op.Delete && op.key().equals(key)) {
          return true;
        }
        puts |= op instanceof Op.Put;
      }
      return !puts && !ops.isEmpty();
    }

    /** What it weighs in a request, in bytes. */
    public long bytes() {
      long bytes = 0;
      for (Op op : ops) {
        bytes += op.size();
      }
      return bytes;
    }
  }

  public KnownSurplus surplus() {
    return surplus;
  }

  public KnownHeld held() {
    return held;
  }

  /** Where the object is kept while it is held. */
  public Key heldKey(Key key) {
    return keys.held(key);
  }

  /** The operation that drops an object that is held no longer; {@link #dropped} afterwards. */
  public Op dropping(Key key) {
    return new Op.Delete(keys.held(key));
  }

  public void dropped(Key key) {
    held.remove(key);
  }

  /**
   * What an object that the primary has means while a copy is under way: nothing that stands in its
   * own place is deleted then. The copy's end sees to that.
   */
  public Effect copying(KeyValue entry) {
    Key key = entry.key();
    Placement placement = scope.placement(key, entry.value());
    return switch (placement) {
      case IN -> standing(entry);
      case HELD -> holding(entry, List.of());
      case OUT -> new Effect(key, Optional.of(placement), List.of());
    };
  }

  /**
   * What a change of the primary means.
   *
   * @param change which tells what was there before, unless the key alone decides
   */
  public Effect following(Change change) {
    Key key = change.key();
    boolean stood = stood(change);
    return switch (change) {
      case Change.Put put -> {
        Placement placement = scope.placement(key, put.entry().value());
        yield switch (placement) {
          case IN -> standing(put.entry());
          case HELD -> holding(put.entry(), stood ? leaving(key) : List.of());
          case OUT -> {
            List<Op> ops = new ArrayList<>(unheld(key));
            ops.addAll(stood ? leaving(key) : List.of());
            yield new Effect(key, Optional.of(placement), ops);
          }
        };
      }
      case Change.Delete delete -> {
        List<Op> ops = new ArrayList<>(unheld(key));
        ops.addAll(stood ? leaving(key) : List.of());
        yield new Effect(key, Optional.empty(), ops);
      }
    };
  }

  /**
   * Whether an object of the primary stood in its own place. Only then may anything be deleted
   * there: it would be the standby's own.
   */
  private boolean stood(Change change) {
    Key key = change.key();
    return switch (change.before()) {
      case Before.Nothing nothing -> false;
      case Before.Had had -> scope.placement(key, had.value()) == Placement.IN;
      case Before.Unknown unknown ->
          scope
                  .placement(key)
                  .orElseThrow(() -> new IllegalStateException("what was there decides: " + key))
              == Placement.IN;
    };
  }

  private Effect standing(KeyValue entry) {
    Key key = entry.key();
    Op put = new Op.Put(key, entry.value());
    if (!surplus.contains(key) && !held.contains(key)) {
      return new Effect(key, Optional.of(Placement.IN), List.of(put));
    }
    List<Op> ops = new ArrayList<>(List.of(put));
    surplus.forgetting(key).ifPresent(ops::add);
    ops.addAll(unheld(key));
    return new Effect(key, Optional.of(Placement.IN), ops);
  }

  private Effect holding(KeyValue entry, List<Op> more) {
    List<Op> ops = new ArrayList<>(1);
    Value value = entry.value();
    ops.add(new Op.Put(keys.held(entry.key()), value));
    ops.addAll(more);
    return new Effect(entry.key(), Optional.of(Placement.HELD), ops);
  }

  private List<Op> unheld(Key key) {
    return held.contains(key) ? List.of(dropping(key)) : List.of();
  }

  private List<Op> leaving(Key key) {
    List<Op> ops = new ArrayList<>(2);
    ops.add(new Op.Delete(key));
    surplus.forgetting(key).ifPresent(ops::add);
    return ops;
  }

  /** The effect is there. */
  public void landed(Effect effect) {
    Key key = effect.key();
    for (Op op : effect.ops()) {
      if (op.key().equals(key)) {
        continue;
      }
      boolean inHeld = op.key().equals(keys.held(key));
      switch (op) {
        case Op.Put put when inHeld -> held.add(key);
        case Op.Delete delete when inHeld -> held.remove(key);
        case Op.Delete delete when op.key().equals(keys.surplus(key)) -> surplus.remove(key);
        case Op.Put put -> {}
        case Op.Delete delete -> {}
        case Op.Get get -> {}
      }
    }
  }
}
