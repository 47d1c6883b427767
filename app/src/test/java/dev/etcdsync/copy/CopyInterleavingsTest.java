package dev.etcdsync.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Change;
import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.Fate;
import dev.etcdsync.simulation.Faults;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The interleavings of section 4.3 of the design, one by one. The keys {@code k000}, {@code k001},
 * … are created in this order; something happens when the copy has come to a certain one.
 */
@Timeout(60)
class CopyInterleavingsTest {
  private static final KeyRange REGISTRY = KeyRange.prefix(Key.of("/registry/"));
  private static final Key CHECKPOINT = Key.of("/etcd-sync/main/checkpoint");
  private static final int KEYS = 400;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

  private final Simulation simulation = new Simulation(11, 1);
  private final SimulatedStore primary = simulation.primary().store();
  private final SimulatedStore standby = simulation.standby().store();

  @AfterEach
  void close() {
    simulation.close();
  }

  private static Key key(int number) {
    // Order of creation is not order of keys.
    return Key.of("/registry/%s/k%03d".formatted(number % 2 == 0 ? "z" : "a", number));
  }

  private void put(Key key, String value) {
    primary.put(key, Value.of(value), "test");
  }

  private void load() {
    load(KEYS);
  }

  private void load(int keys) {
    // A slow network, so that an epoch ends after some keys.
    simulation.faults(slow());
    for (int i = 0; i < keys; i++) {
      put(key(i), "old");
    }
  }

  private static Faults slow() {
    return new Faults(Duration.ofMillis(60), 0, 0, 0, Duration.ofSeconds(20), 0, 0, 0, 0, 0);
  }

  /** Lets something happen at once when the copy has written a key for the first time. */
  private void when(Key copied, Runnable action) {
    boolean[] done = new boolean[1];
    standby.observe((revision, author) -> {
      if (!done[0] && revision.changes().stream().map(Change::key).anyMatch(copied::equals)) {
        done[0] = true;
        simulation.world().after(Duration.ZERO, action);
      }
    });
  }

  /** Lets epochs be so long. */
  private void epoch(Duration epoch) {
    simulation.timing(
        new Timing(
            REQUEST_TIMEOUT,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            epoch,
            Duration.ofSeconds(15),
            Duration.ofSeconds(3)));
  }

  private List<Revision> writes(Key key) {
    return standby.history().stream()
        .filter(revision -> revision.changes().stream().map(Change::key).anyMatch(key::equals))
        .toList();
  }

  private Optional<String> value(Key key) {
    return standby
        .get(key)
        .map(KeyValue::value)
        .map(value -> new String(value.bytes(), StandardCharsets.UTF_8));
  }

  private void copy() {
    if (simulation.running().isEmpty()) {
      simulation.start();
    }
    assertThat(simulation.world().runUntil(simulation.judge()::isFollowing, Duration.ofMinutes(5)))
        .isTrue();
    simulation.settle();
    assertThat(simulation.judge().copies()).isEqualTo(1);
  }

  /** The standby's revision that ended the copy. */
  private long end() {
    return standby.history().stream()
        .filter(revision ->
            revision.changes().stream()
                .anyMatch(change ->
                    change instanceof Change.Put put
                        && put.key().equals(CHECKPOINT)
                        && new String(put.entry().value().bytes(), StandardCharsets.UTF_8)
                            .contains("following")))
        .findFirst()
        .orElseThrow()
        .number();
  }

  @Test
  void copiesInOrderOfCreation() {
    load();
    copy();
    List<Long> created = new ArrayList<>();
    for (Revision revision : standby.history()) {
      for (Change change : revision.changes()) {
        if (REGISTRY.contains(change.key())) {
          created.add(primary.get(change.key()).orElseThrow().createRevision());
        }
      }
    }
    assertThat(created).hasSize(KEYS);
    // Transactions in flight may be carried out in any order, those of different epochs not.
    assertThat(created.subList(0, 16)).allMatch(revision -> revision < KEYS / 2);
  }

  @Test
  void anEpochEndsWithASealBeforeTheNextBegins() {
    load();
    copy();
    long seals =
        standby.history().stream()
            .filter(revision -> revision.number() <= end())
            .filter(revision ->
                revision.changes().stream().map(Change::key).anyMatch(CHECKPOINT::equals))
            .count();
    assertThat(seals).isGreaterThan(4);
  }

  @Test
  void aPutOfAKeyThatHasBeenCopiedIsApplied() {
    load();
    when(key(60), () -> put(key(3), "new"));
    copy();
    assertThat(value(key(3))).contains("new");
    assertThat(writes(key(3))).hasSize(2);
    assertThat(writes(key(3)).getLast().number()).isLessThan(end());
  }

  @Test
  void aPutOfAKeyThatIsStillToComeIsNotAppliedButRead() {
    load();
    when(key(3), () -> put(key(KEYS - 1), "new"));
    copy();
    assertThat(value(key(KEYS - 1))).contains("new");
    assertThat(writes(key(KEYS - 1))).hasSize(1);
  }

  @Test
  void aKeyCreatedDuringTheCopyComesLast() {
    load();
    Key young = Key.of("/registry/a/0");
    when(
        key(3),
        () -> {
          put(young, "1");
          put(young, "2");
        });
    copy();
    assertThat(value(young)).contains("2");
    assertThat(writes(young)).hasSize(1);
    assertThat(writes(young).getFirst().number())
        .isGreaterThan(writes(key(KEYS / 4)).getFirst().number())
        .isLessThan(end());
  }

  @Test
  void aKeyMadeAgainBeforeItWasCopiedComesAsAYoungOne() {
    load();
    Key again = key(KEYS / 2);
    when(
        key(3),
        () -> {
          primary.delete(again, "test");
          put(again, "again");
        });
    copy();
    assertThat(value(again)).contains("again");
    assertThat(writes(again)).hasSize(1);
    assertThat(writes(again).getFirst().number())
        .isGreaterThan(writes(key(KEYS / 4)).getFirst().number());
  }

  @Test
  void aKeyMadeAgainAfterItWasCopiedIsWrittenAgain() {
    load();
    when(
        key(100),
        () -> {
          primary.delete(key(3), "test");
          put(key(3), "again");
        });
    copy();
    assertThat(value(key(3))).contains("again");
  }

  @Test
  void noDeletionIsAppliedBeforeTheEndOfTheCopy() {
    load();
    when(
        key(60),
        () -> {
          for (int i = 0; i < 40; i++) {
            primary.delete(key(i), "test");
          }
          primary.delete(key(KEYS - 1), "test");
        });
    copy();
    long lastPut = 0;
    long firstDeletion = Long.MAX_VALUE;
    for (Revision revision : standby.history()) {
      for (Change change : revision.changes()) {
        if (REGISTRY.contains(change.key()) && revision.number() <= end()) {
          switch (change) {
            case Change.Put put -> lastPut = revision.number();
            case Change.Delete delete -> firstDeletion = Math.min(firstDeletion, revision.number());
          }
        }
      }
    }
    assertThat(firstDeletion).isGreaterThan(lastPut).isLessThan(end());
    assertThat(standby.keys(REGISTRY)).hasSize(KEYS - 41);
    assertThat(writes(key(KEYS - 1))).isEmpty();
  }

  @Test
  void staleKeysGoYoungestFirst() {
    load();
    copy();
    simulation.running().ifPresent(SimulatedProcess::crash);
    simulation.world().runFor(Duration.ofSeconds(1));
    for (int i = 0; i < 100; i++) {
      primary.delete(key(i), "test");
    }
    primary.compact(primary.revision());
    put(Key.of("/registry/a/0"), "1");
    simulation.start();
    simulation.settle();
    List<Long> deleted = new ArrayList<>();
    SimulatedStore before = standby;
    for (Revision revision : standby.history()) {
      for (Change change : revision.changes()) {
        if (change instanceof Change.Delete delete && REGISTRY.contains(delete.key())) {
          deleted.add(before.at(revision.number() - 1).get(delete.key()).createRevision());
        }
      }
    }
    assertThat(deleted).hasSize(100).isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }

  @Test
  void aStaleKeyThatOthersChangeMeanwhileIsLookedAtAgain() {
    load();
    copy();
    simulation.running().ifPresent(SimulatedProcess::crash);
    simulation.world().runFor(Duration.ofSeconds(1));
    for (int i = 0; i < 100; i++) {
      primary.delete(key(i), "test");
    }
    primary.compact(primary.revision());
    put(Key.of("/registry/a/0"), "1");
    // Sent, but not carried out yet, when others make one of the keys anew and change another.
    List<Key> disturbed = new ArrayList<>();
    simulation
        .standby()
        .observeSent((txn, author) -> {
          List<Key> stale =
              txn.then().stream()
                  .filter(op -> op instanceof Op.Delete && REGISTRY.contains(op.key()))
                  .map(Op::key)
                  .toList();
          if (disturbed.isEmpty() && stale.size() > 1) {
            disturbed.addAll(stale.subList(0, 2));
            standby.delete(disturbed.get(0), "foreign");
            standby.put(disturbed.get(0), Value.of("foreign"), "foreign");
            standby.put(disturbed.get(1), Value.of("foreign"), "foreign");
          }
        });
    simulation.start();
    simulation.settle();
    assertThat(disturbed).hasSize(2);
    assertThat(value(disturbed.get(0))).contains("foreign");
    assertThat(value(disturbed.get(1))).isEmpty();
    assertThat(standby.keys(REGISTRY)).hasSize(KEYS - 100 + 2);
  }

  @Test
  void aPinnedReadThatMeetsACompactionIsRepeated() {
    // So long that later reads of an epoch ask for what has been compacted meanwhile.
    epoch(Duration.ofMillis(500));
    load();
    for (int i = 5; i < KEYS / 2; i += 25) {
      when(
          key(i),
          () -> {
            put(Key.of("/registry/a/0"), "changed");
            put(Key.of("/registry/a/0"), "changed again");
            long now = primary.revision();
            // Late enough for the watch, but not for reads at an earlier revision.
            simulation.world().after(Duration.ofMillis(150), () -> primary.compact(now));
          });
    }
    copy();
    assertThat(simulation.primary().compactedReads()).isPositive();
    assertThat(simulation.primary().listings()).as("copies begun").isEqualTo(1);
    assertThat(standby.keys(REGISTRY)).hasSize(KEYS + 1);
  }

  @Test
  void aCopyThatDiedWritesOnlyWhatIsStillMissing() {
    load();
    simulation.start();
    assertThat(
            simulation
                .world()
                .runUntil(() -> standby.keys(REGISTRY).size() > 100, Duration.ofMinutes(1)))
        .isTrue();
    simulation.running().ifPresent(SimulatedProcess::crash);
    simulation.world().runFor(Duration.ofMinutes(1));
    int there = standby.keys(REGISTRY).size();
    assertThat(there).isLessThan(KEYS);
    Map<Key, Integer> before = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      before.put(key(i), writes(key(i)).size());
    }
    copy();
    for (int i = 0; i < KEYS; i++) {
      assertThat(writes(key(i))).as("%s", key(i)).hasSize(1);
    }
    assertThat(before.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(there);
  }

  @Test
  void afterAnAmbiguousTransactionNothingIsSentUntilTheSeal() {
    // One epoch for all of them: no seal comes but for what is lost.
    int keys = 1000;
    epoch(Duration.ofSeconds(10));
    load(keys);
    boolean[] armed = new boolean[1];
    List<Txn> lost = new ArrayList<>();
    long[] lostAt = new long[1];
    int[] afterTheSeal = new int[1];
    List<String> violations = new ArrayList<>();
    simulation
        .standby()
        .observeSent((txn, author) -> {
          if (txn.then().stream().map(Op::key).noneMatch(REGISTRY::contains)) {
            return;
          }
          if (lost.isEmpty() && armed[0]) {
            lost.add(txn);
            lostAt[0] = simulation.world().nanos();
          } else if (!lost.isEmpty()) {
            boolean sealed = checkpoint(txn) != checkpoint(lost.getFirst());
            boolean known = simulation.world().nanos() - lostAt[0] > REQUEST_TIMEOUT.toNanos();
            afterTheSeal[0] += sealed ? 1 : 0;
            if (known && !sealed) {
              violations.add("sent after the loss: " + txn.then().getFirst().key());
            }
          }
        });
    when(
        key(3),
        () -> {
          armed[0] = true;
          simulation
              .standby()
              .script(Fate.REQUEST_LOST, Fate.LATE, Fate.ANSWERED, Fate.LATE, Fate.REPLY_LOST);
        });
    copy();
    simulation.world().runFor(Duration.ofMinutes(1));
    assertThat(lost).isNotEmpty();
    assertThat(violations).isEmpty();
    assertThat(afterTheSeal[0]).as("nothing was left to be sent").isGreaterThan(10);
    assertThat(standby.keys(REGISTRY)).hasSize(keys);
  }

  /** The state of the checkpoint for which a transaction was made. */
  private static long checkpoint(Txn txn) {
    return txn.compares().stream()
        .filter(compare -> compare.key().equals(CHECKPOINT))
        .mapToLong(Compare::modRevision)
        .findFirst()
        .orElse(-1);
  }

  @Test
  void whatAnEarlierCopyOfTheSameProcessSentWritesNothingMore() {
    load();
    boolean[] held = new boolean[1];
    int[] lost = new int[1];
    simulation
        .standby()
        .decide(txn -> {
          boolean data = txn.then().stream().map(Op::key).anyMatch(key(3)::equals);
          if (data && !held[0]) {
            held[0] = true;
            return Optional.of(Fate.HELD);
          }
          boolean seal = txn.then().stream().map(Op::key).anyMatch(CHECKPOINT::equals);
          // The seal that would settle it fails, too, so that the copy begins anew.
          return seal && held[0] && lost[0]++ < 3
              ? Optional.of(Fate.REQUEST_LOST)
              : Optional.empty();
        });
    simulation.start();
    assertThat(simulation.world().runUntil(() -> lost[0] >= 3, Duration.ofMinutes(1))).isTrue();
    put(key(3), "new");
    standby.observe((revision, author) -> {
      if (value(key(3)).equals(Optional.of("new"))) {
        simulation.world().after(Duration.ZERO, simulation.standby()::release);
      }
    });
    copy();
    assertThat(value(key(3))).contains("new");
  }

  @Test
  void whatDiffersIsWrittenAndWhatIsEqualIsNot() {
    for (int i = 0; i < KEYS; i++) {
      standby.put(key(i), Value.of(i % 10 == 0 ? "other" : "old"), "before");
    }
    load();
    copy();
    for (int i = 0; i < KEYS; i++) {
      assertThat(writes(key(i))).as("%s", key(i)).hasSize(i % 10 == 0 ? 2 : 1);
    }
  }

  @Test
  void manyKeysOfOneRevisionAreCopiedTogether() {
    load();
    simulation.workload().putTogether(500);
    when(key(100), () -> simulation.workload().putTogether(500));
    copy();
    assertThat(standby.keys(REGISTRY)).hasSize(KEYS + 500);
  }
}
