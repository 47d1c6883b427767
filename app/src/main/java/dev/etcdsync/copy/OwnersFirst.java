package dev.etcdsync.copy;

import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Lineage;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.UidSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says when an object may be written: once those that it needs stand on the standby, or in the same
 * transaction as they (invariant 4). The order of creation brings most owners first; an object that
 * was adopted is older than its owner, and transactions in flight are carried out in any order.
 *
 * <p>What has to wait for longer than a transaction is postponed: if its owner comes, both go
 * together, and otherwise it is read again when everything else stands. Owned by the engine's
 * thread.
 */
final class OwnersFirst {
  /** What may be written; each admits what those before it do. */
  private enum Stage {
    /** What is known to have all that it needs. */
    PROVED,
    /** What has some of what it needs: no collector deletes an object with an owner left. */
    PARTLY,
    /** What cannot be read, one transaction after the other, in order of creation. */
    UNREADABLE,
    /** What needs something that is nowhere in scope. */
    EVERYTHING
  }

  /** When something may be written. */
  enum Turn {
    /** In the transaction that is being collected. */
    NOW,
    /** Once something that is being written stands. */
    SOON,
    /** Not before the rest of the copy is there. */
    LATER
  }

  private final Scope scope;
  private final UidSet standing = new UidSet();
  private final Set<String> collected = new HashSet<>();
  private final Set<String> underWay = new HashSet<>();
  private final Set<Key> postponed = new LinkedHashSet<>();
  private final Map<String, List<Key>> wanting = new HashMap<>();
  private Stage stage = Stage.PROVED;
  private boolean goingThroughPostponed;
  private long unreadable;
  private long incomplete;
  private Optional<Key> example = Optional.empty();

  OwnersFirst(Scope scope) {
    this.scope = scope;
  }

  /** What an object needs; what is not written into its own place needs nothing. */
  Lineage lineage(Landing.Effect effect) {
    boolean stands = effect.placement().equals(Optional.of(Placement.IN));
    if (stands && effect.ops().getFirst() instanceof Op.Put put) {
      return scope.lineage(effect.key(), put.value());
    }
    return new Lineage.Known("", List.of());
  }

  Turn turn(Lineage lineage) {
    return switch (lineage) {
      case Lineage.Known known -> turn(known, missing(known));
      case Lineage.Unreadable unknown -> mayWriteUnreadable() ? Turn.NOW : Turn.LATER;
    };
  }

  /** In the order in which they were postponed, or once that is done. */
  private boolean mayWriteUnreadable() {
    return stage.compareTo(Stage.UNREADABLE) >= 0 && (goingThroughPostponed || postponed.isEmpty());
  }

  private Turn turn(Lineage.Known known, List<String> missing) {
    if (missing.isEmpty()) {
      return Turn.NOW;
    }
    if (underWay.containsAll(missing)) {
      return Turn.SOON;
    }
    return switch (stage) {
      case PROVED -> Turn.LATER;
      case PARTLY, UNREADABLE -> missing.size() < known.after().size() ? Turn.NOW : Turn.LATER;
      case EVERYTHING -> Turn.NOW;
    };
  }

  private List<String> missing(Lineage.Known known) {
    if (known.after().isEmpty()) {
      return List.of();
    }
    return known.after().stream()
        .filter(uid -> !uid.equals(known.uid()))
        .filter(uid -> !standing.contains(uid) && !collected.contains(uid))
        .toList();
  }

  /** Taken into the transaction that is being collected. */
  void collected(Key key, Lineage lineage) {
    postponed.remove(key);
    switch (lineage) {
      case Lineage.Known known -> {
        if (!missing(known).isEmpty()) {
          incomplete++;
          example = example.or(() -> Optional.of(key));
        }
        underWay.remove(known.uid());
        collected.add(known.uid());
      }
      case Lineage.Unreadable unknown -> unreadable++;
    }
  }

  /** Nothing more goes into the transaction that was being collected. */
  void sent() {
    underWay.addAll(collected);
    collected.clear();
  }

  void waits(Lineage lineage) {
    if (lineage instanceof Lineage.Known known) {
      underWay.add(known.uid());
    }
  }

  void stands(Lineage lineage) {
    if (lineage instanceof Lineage.Known known) {
      underWay.remove(known.uid());
      if (!known.uid().isEmpty()) {
        standing.add(known.uid());
      }
    }
  }

  /** The standby has it as the primary does. */
  void found(Landing.Effect effect) {
    postponed.remove(effect.key());
    stands(lineage(effect));
  }

  void postpone(Key key, Lineage lineage) {
    if (lineage instanceof Lineage.Known known) {
      underWay.remove(known.uid());
      missing(known)
          .forEach(uid -> wanting.computeIfAbsent(uid, any -> new ArrayList<>()).add(key));
    }
    postponed.add(key);
  }

  /** What was postponed for want of this object, each time once. */
  List<Key> wanting(Lineage lineage) {
    return lineage instanceof Lineage.Known known && !wanting.isEmpty()
        ? Optional.ofNullable(wanting.remove(known.uid())).orElse(List.of())
        : List.of();
  }

  /** These are to be written once more, with their owners first. */
  void again(List<Key> keys) {
    stage = Stage.PROVED;
    postponed.addAll(keys);
  }

  /** There is nothing to write of it any more. */
  void forget(Key key) {
    postponed.remove(key);
  }

  /** What was postponed, in that order, which is mostly the order of creation, is written next. */
  List<Key> beginPostponed() {
    goingThroughPostponed = true;
    return List.copyOf(postponed);
  }

  /**
   * All of it has been tried. Where nothing could be written in this order, what cannot comes next.
   *
   * @param tried how many there were
   */
  void endPostponed(int tried) {
    goingThroughPostponed = false;
    if (postponed.size() >= tried) {
      stage =
          switch (stage) {
            case PROVED -> Stage.PARTLY;
            case PARTLY -> Stage.UNREADABLE;
            case UNREADABLE, EVERYTHING -> Stage.EVERYTHING;
          };
    }
  }

  boolean isPostponed(Key key) {
    return postponed.contains(key);
  }

  boolean hasPostponed() {
    return !postponed.isEmpty();
  }

  /** Whether transactions may overtake each other. */
  boolean isProved() {
    return stage == Stage.PROVED;
  }

  /** How many were written whose order could not be proved. */
  long unreadable() {
    return unreadable;
  }

  /** How many were written without something that they need. */
  long incomplete() {
    return incomplete;
  }

  /** One of those that lack something. */
  Optional<Key> example() {
    return example;
  }
}
