package dev.etcdsync.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.KnownHeld;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.ScopeOfKinds;
import dev.etcdsync.simulation.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MergerTest {
  private static final LinkKeys KEYS = LinkKeys.of("main");
  private static final TransactionLimits LIMITS = new TransactionLimits(20, 64 * 1024);

  private final KnownSurplus surplus = new KnownSurplus(KEYS, new Documents(), List.of());
  private final Merger merger = new Merger(LIMITS, landing(surplus));
  private final Backlog backlog = new Backlog();

  private static Landing landing(KnownSurplus surplus) {
    return new Landing(
        new ScopeOfKinds(Key.of("/registry/"), Set.of(), false),
        KEYS,
        surplus,
        new KnownHeld(List.of()));
  }

  private static Key key(int name) {
    return Key.of("/registry/" + name);
  }

  private static Change put(int name, String value, long created, long revision) {
    return new Change.Put(new KeyValue(key(name), Value.of(value), created, revision));
  }

  private static Change put(int name, long revision) {
    return put(name, "v" + revision, 1, revision);
  }

  private static Change delete(int name) {
    return new Change.Delete(key(name));
  }

  private void add(long number, Change... changes) {
    backlog.add(new Revision(number, List.of(changes)));
  }

  private Merger.Batch next(long at) {
    return merger.next(backlog, new Position.At(at));
  }

  @Test
  void oneRevisionGoesAlone() {
    add(8, put(1, 8), delete(2));
    Merger.Batch batch = next(7);
    assertThat(batch.ops())
        .containsExactly(new Op.Put(key(1), Value.of("v8")), new Op.Delete(key(2)));
    assertThat(batch.position()).isEqualTo(new Position.At(8));
    assertThat(batch.revisions()).isEqualTo(1);
    assertThat(batch.written()).containsExactly(key(1), key(2));
  }

  @Test
  void ofSeveralPutsToAKeyTheLastOneWins() {
    for (int revision = 8; revision < 100; revision++) {
      add(revision, put(1, revision));
    }
    Merger.Batch batch = next(7);
    assertThat(batch.ops()).containsExactly(new Op.Put(key(1), Value.of("v99")));
    assertThat(batch.position()).isEqualTo(new Position.At(99));
    assertThat(batch.revisions()).isEqualTo(92);
  }

  @Test
  void aPutAfterADeletionBeginsANewTransaction() {
    add(8, put(1, 8));
    add(9, delete(1));
    add(10, put(2, 10));
    add(11, put(1, "again", 11, 11));
    Merger.Batch batch = next(7);
    assertThat(batch.position()).isEqualTo(new Position.At(10));
    assertThat(batch.ops()).contains(new Op.Delete(key(1)));
    backlog.remove(batch.revisions());
    assertThat(next(10).ops()).containsExactly(new Op.Put(key(1), Value.of("again")));
  }

  @Test
  void aRevisionIsNeverTornWhenItFitsAlone() {
    add(8, put(1, 8), put(2, 8), put(3, 8), put(4, 8), put(5, 8), put(6, 8));
    add(9, manyPuts(9, 16));
    Merger.Batch first = next(7);
    assertThat(first.position()).isEqualTo(new Position.At(8));
    backlog.remove(first.revisions());
    assertThat(next(8).position()).isEqualTo(new Position.At(9));
  }

  private static Change[] manyPuts(long revision, int count) {
    Change[] changes = new Change[count];
    for (int i = 0; i < count; i++) {
      changes[i] = put(100 + i, revision);
    }
    return changes;
  }

  @Test
  void aRevisionThatIsTooLargeGoesInPartsAndSaysSo() {
    add(8, manyPuts(8, 50));
    Position position = new Position.At(7);
    List<Key> written = new ArrayList<>();
    while (true) {
      Merger.Batch batch = merger.next(backlog, position);
      written.addAll(batch.written());
      assertThat(batch.ops().size()).isLessThanOrEqualTo(LIMITS.operations() - 2);
      position = batch.position();
      if (position instanceof Position.At) {
        assertThat(batch.revisions()).isEqualTo(1);
        break;
      }
      assertThat(position).isEqualTo(new Position.Within(7, 8, written.size(), 50));
      assertThat(batch.revisions()).isZero();
    }
    assertThat(position).isEqualTo(new Position.At(8));
    assertThat(written).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void aValueLargerThanTheByteLimitGoesAlone() {
    add(8, put(1, "x".repeat(70_000), 1, 8), put(2, 8));
    Merger.Batch batch = next(7);
    assertThat(batch.written()).containsExactly(key(1));
    assertThat(batch.position()).isEqualTo(new Position.Within(7, 8, 1, 2));
    assertThat(merger.next(backlog, batch.position()).written()).containsExactly(key(2));
  }

  @Test
  void aReplicatedKeyIsNoSurplusAnyMore() {
    surplus.add(key(1));
    add(8, put(1, 8));
    assertThat(next(7).ops())
        .containsExactly(new Op.Put(key(1), Value.of("v8")), new Op.Delete(KEYS.surplus(key(1))));
  }

  /** Applying batch after batch gives what applying change after change gives, at every batch. */
  @Test
  void isEquivalentToApplyingOneChangeAfterTheOther() {
    Seeds.forEach(
        300,
        seed -> {
          Random random = new Random(seed);
          KnownSurplus known = new KnownSurplus(KEYS, new Documents(), List.of());
          Landing landing = landing(known);
          Merger tested = new Merger(LIMITS, landing);
          Backlog waiting = new Backlog();
          Map<Long, Map<Key, Value>> states = new HashMap<>();
          Map<Key, Value> model = new HashMap<>();
          states.put(7L, Map.of());
          for (long number = 8; number < 60; number++) {
            Revision revision = randomRevision(random, number);
            waiting.add(revision);
            for (Change change : revision.changes()) {
              apply(model, change);
              if (random.nextInt(10) == 0) {
                known.add(change.key());
              }
            }
            states.put(number, new HashMap<>(model));
          }
          Map<Key, Value> standby = new HashMap<>();
          Position position = new Position.At(7);
          while (!waiting.isEmpty()) {
            Merger.Batch batch = tested.next(waiting, position);
            checkLimits(batch);
            batch.ops().forEach(op -> apply(standby, op));
            batch.effects().forEach(landing::landed);
            waiting.remove(batch.revisions());
            position = batch.position();
            if (position instanceof Position.At at) {
              assertThat(standby).isEqualTo(states.get(at.revision()));
            }
          }
          assertThat(position).isEqualTo(new Position.At(59));
        });
  }

  private static Revision randomRevision(Random random, long number) {
    Map<Key, Change> changes = new LinkedHashMap<>();
    int size = random.nextInt(12) == 0 ? 1 + random.nextInt(60) : 1 + random.nextInt(3);
    for (int i = 0; i < size; i++) {
      int name = random.nextInt(size > 3 ? 80 : 10);
      Change change =
          switch (random.nextInt(6)) {
            case 0, 1 -> delete(name);
            case 2 -> put(name, "x".repeat(random.nextInt(30_000)), 1, number);
            default -> put(name, number);
          };
      changes.put(change.key(), change);
    }
    return new Revision(number, List.copyOf(changes.values()));
  }

  private static void checkLimits(Merger.Batch batch) {
    assertThat(batch.ops().size())
        .isLessThanOrEqualTo(LIMITS.operations() - Hold.OVERHEAD_OPERATIONS);
    assertThat(batch.ops()).extracting(Op::key).doesNotHaveDuplicates();
    int bytes = batch.ops().stream().mapToInt(Op::size).sum();
    assertThat(bytes <= LIMITS.bytes() || batch.written().size() == 1).isTrue();
  }

  private static void apply(Map<Key, Value> state, Change change) {
    switch (change) {
      case Change.Put put -> state.put(put.key(), put.entry().value());
      case Change.Delete delete -> state.remove(delete.key());
    }
  }

  private static void apply(Map<Key, Value> state, Op op) {
    if (op.key().startsWith(KEYS.root())) {
      return;
    }
    switch (op) {
      case Op.Put put -> state.put(put.key(), put.value());
      case Op.Delete delete -> state.remove(delete.key());
      case Op.Get get -> throw new AssertionError("a batch reads nothing");
    }
  }
}
