package dev.etcdsync.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.Verdict;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.Fate;
import dev.etcdsync.simulation.Faults;
import dev.etcdsync.simulation.Seeds;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedServer;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.SimulatedWorld;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The interleavings of section 4.2 of the design, one by one. */
@Timeout(60)
class FencedWriterTest {
  private static final LinkKeys KEYS = LinkKeys.of("main");
  private static final Key A = Key.of("/registry/a");
  private static final KeyRange REGISTRY = KeyRange.prefix(Key.of("/registry/"));

  /** A writer that has claimed the link. */
  private static final class Fixture {
    private final SimulatedWorld world;
    private final SimulatedStore store = new SimulatedStore(Side.STANDBY, 2);
    private final SimulatedServer server;
    private final Etcd etcd;
    private final Documents documents = new Documents();
    private final Answers answers;
    private final LinkClaim.Claimed claimed;
    private final Unanswered unanswered = new Unanswered();
    private final FencedWriter writer;
    private final List<Txn> sent = new ArrayList<>();

    private Fixture(SimulatedWorld world) {
      this.world = world;
      this.server = new SimulatedServer(world, store);
      this.etcd = server.connect(SimulatedClient.test());
      this.answers = new Answers(world.clock(), Duration.ofSeconds(5));
      this.claimed = claim("first");
      this.writer =
          new FencedWriter(
              etcd, answers, documents, claimed.hold(), claimed.checkpoint(), new Unanswered());
      server.faults(
          new Faults(Duration.ofMillis(5), 0, 0, 0, Duration.ofSeconds(20), 0, 0, 0, 0, 0));
      server.observeSent((txn, author) -> sent.add(txn));
    }

    /** The writer of a later connection of the same process. */
    private FencedWriter again() {
      LinkClaim.Claimed now = new LinkClaim(answers, documents, KEYS).resume(etcd, claimed);
      return new FencedWriter(etcd, answers, documents, now.hold(), now.checkpoint(), unanswered);
    }

    private LinkClaim.Claimed claim(String holder) {
      return new LinkClaim(answers, documents, KEYS)
          .claim(etcd, new Fence(0, holder, "nonce of " + holder, 1, 2));
    }

    private Checkpoint at(long revision) {
      return new Checkpoint(
          1,
          new Position.At(revision),
          Optional.empty(),
          1,
          0,
          Optional.empty(),
          Instant.EPOCH.plusNanos(world.nanos()));
    }

    private Optional<String> value(Key key) {
      return store
          .get(key)
          .map(KeyValue::value)
          .map(value -> new String(value.bytes(), StandardCharsets.UTF_8));
    }

    /** How often a key was written. */
    private long writes(Key key) {
      return store.history().stream()
          .flatMap(revision -> revision.changes().stream())
          .map(Change::key)
          .filter(key::equals)
          .count();
    }

    private void letLateOnesCome() {
      world.runFor(Duration.ofMinutes(1));
    }
  }

  private static Op put(String value) {
    return new Op.Put(A, Value.of(value));
  }

  private static void check(Consumer<Fixture> test) {
    Seeds.forEach(
        20,
        seed -> {
          try (SimulatedWorld world = new SimulatedWorld(seed)) {
            test.accept(new Fixture(world));
          }
        });
  }

  @Test
  void writesDataAndCheckpointInOneTransaction() {
    check(fixture -> {
      long revision = fixture.writer.move(fixture.at(7), List.of(put("1")));
      assertThat(fixture.store.history().getLast().number()).isEqualTo(revision);
      assertThat(fixture.store.history().getLast().changes())
          .extracting(Change::key)
          .containsExactly(A, KEYS.checkpoint());
      assertThat(fixture.writer.checkpoint().orElseThrow().revision()).isEqualTo(7);
      assertThat(fixture.writer.hold().checkpoint()).isEqualTo(revision);
    });
  }

  @Test
  void aLostAnswerIsSettledByTheCheckpointsContent() {
    check(fixture -> {
      fixture.server.script(Fate.REPLY_LOST);
      fixture.writer.move(fixture.at(7), List.of(put("1")));
      assertThat(fixture.sent).hasSize(1);
      assertThat(fixture.writes(A)).isEqualTo(1);
      fixture.writer.move(fixture.at(8), List.of(put("2")));
      assertThat(fixture.value(A)).contains("2");
    });
  }

  @Test
  void aLostRequestIsSentAgain() {
    check(fixture -> {
      fixture.server.script(Fate.REQUEST_LOST);
      fixture.writer.move(fixture.at(7), List.of(put("1")));
      assertThat(fixture.sent).hasSize(2);
      assertThat(fixture.writes(A)).isEqualTo(1);
    });
  }

  @Test
  void ofALateTransactionAndItsRepetitionOneIsCarriedOut() {
    check(fixture -> {
      fixture.server.script(Fate.LATE);
      fixture.writer.move(fixture.at(7), List.of(put("1")));
      fixture.writer.move(fixture.at(8), List.of(put("2")));
      fixture.letLateOnesCome();
      assertThat(fixture.writes(A)).isEqualTo(2);
      assertThat(fixture.value(A)).contains("2");
    });
  }

  @Test
  void aRefusalIsNoReasonToDoubt() {
    check(fixture -> {
      fixture.server.script(Fate.REFUSED, Fate.REFUSED);
      fixture.writer.move(fixture.at(7), List.of(put("1")));
      assertThat(fixture.writes(A)).isEqualTo(1);
    });
  }

  @Test
  void givesTheConnectionUpAfterThreeLostAnswers() {
    check(fixture -> {
      fixture.server.script(Fate.REQUEST_LOST, Fate.REQUEST_LOST, Fate.REQUEST_LOST);
      assertThatThrownBy(() -> fixture.writer.move(fixture.at(7), List.of(put("1"))))
          .isInstanceOf(EtcdException.class);
      assertThat(fixture.sent).hasSize(3);
    });
  }

  @Test
  void aTransactionThatWasThoughtLostIsNotedWhenItHasMovedTheCheckpoint() {
    check(fixture -> {
      fixture.server.script(Fate.LATE, Fate.REQUEST_LOST, Fate.REQUEST_LOST);
      try {
        fixture.writer.move(fixture.at(7), List.of(put("1")));
      } catch (EtcdException givenUp) {
        fixture.letLateOnesCome();
        assertThatThrownBy(() -> fixture.writer.move(fixture.at(8), List.of(put("2"))))
            .isInstanceOf(CheckpointMovedException.class);
      }
      assertThat(fixture.writes(A)).isEqualTo(1);
      assertThat(fixture.value(A)).contains("1");
    });
  }

  @Test
  void aRefusalForGoodIsNotRepeated() {
    check(fixture -> {
      fixture.store.setFull(true);
      assertThatThrownBy(() -> fixture.writer.move(fixture.at(7), List.of(put("1"))))
          .isInstanceOfSatisfying(
              EtcdException.class, e -> assertThat(e.failure()).isEqualTo(Failure.NO_SPACE));
      assertThat(fixture.sent).hasSize(1);
    });
  }

  @Test
  void writesNothingAfterAnothersClaim() {
    check(fixture -> {
      fixture.claim("second");
      long before = fixture.store.revision();
      assertThatThrownBy(() -> fixture.writer.move(fixture.at(7), List.of(put("1"))))
          .isInstanceOf(DeposedException.class)
          .hasMessageContaining("second");
      CompletableFuture<Verdict> mark = fixture.writer.mark(List.of(), List.of(put("1")));
      assertThat(fixture.answers.await(Side.STANDBY, mark)).isInstanceOf(Verdict.Deposed.class);
      assertThat(fixture.store.revision()).isEqualTo(before);
    });
  }

  @Test
  void whatWasSentBeforeAnothersClaimAndComesLateWritesNothing() {
    check(fixture -> {
      fixture.server.script(Fate.LATE, Fate.LATE, Fate.LATE);
      List<CompletableFuture<Verdict>> marks = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        marks.add(
            fixture.writer.mark(
                List.of(), List.of(new Op.Put(A.append("/" + i), Value.of("late")))));
      }
      fixture.claim("second");
      fixture.letLateOnesCome();
      assertThat(marks).allMatch(CompletableFuture::isCompletedExceptionally);
      assertThat(fixture.store.keys(REGISTRY)).isEmpty();
    });
  }

  @Test
  void aDeletedFenceEndsLeadershipToo() {
    check(fixture -> {
      fixture.store.delete(KEYS.fence(), "somebody");
      assertThatThrownBy(() -> fixture.writer.move(fixture.at(7), List.of(put("1"))))
          .isInstanceOf(DeposedException.class);
    });
  }

  @Test
  void severalMarksUnderOneCheckpointAreCarriedOutInAnyOrder() {
    check(fixture -> {
      List<CompletableFuture<Verdict>> marks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        marks.add(
            fixture.writer.mark(List.of(), List.of(new Op.Put(A.append("/" + i), Value.of("1")))));
      }
      for (CompletableFuture<Verdict> mark : marks) {
        assertThat(fixture.answers.await(Side.STANDBY, mark)).isInstanceOf(Verdict.Committed.class);
      }
      assertThat(fixture.store.keys(REGISTRY)).hasSize(8);
    });
  }

  @Test
  void whatHasNotBeenCarriedOutByTheSealNeverIs() {
    check(fixture -> {
      fixture.writer.seal(fixture.at(7));
      fixture.server.script(Fate.LATE);
      CompletableFuture<Verdict> late = fixture.writer.mark(List.of(), List.of(put("late")));
      fixture.world.clock().await(late, Duration.ofMinutes(1));
      assertThat(late).isCompletedExceptionally();
      fixture.writer.seal(fixture.at(7));
      Optional<String> sealed = fixture.value(A);
      fixture.letLateOnesCome();
      assertThat(fixture.value(A)).isEqualTo(sealed);
    });
  }

  @Test
  void aSealHoldsEvenIfItIsItselfLate() {
    check(fixture -> {
      fixture.server.script(Fate.LATE, Fate.LATE);
      CompletableFuture<Verdict> late = fixture.writer.mark(List.of(), List.of(put("late")));
      fixture.writer.seal(fixture.at(7));
      Optional<String> sealed = fixture.value(A);
      fixture.letLateOnesCome();
      assertThat(late).isCompletedExceptionally();
      assertThat(fixture.value(A)).isEqualTo(sealed);
    });
  }

  @Test
  void aConditionOfTheCallersOwnIsToldApart() {
    check(fixture -> {
      CompletableFuture<Verdict> mark =
          fixture.writer.mark(List.of(new Compare(A, 99)), List.of(put("1")));
      assertThat(fixture.answers.await(Side.STANDBY, mark))
          .isEqualTo(new Verdict.ConditionFailed());
    });
  }

  @Test
  void whatRidesAlongIsWrittenWithTheCheckpoint() {
    check(fixture -> {
      fixture.writer.accompany(() -> Optional.of(new Op.Put(KEYS.status(), Value.of("well"))));
      fixture.writer.move(fixture.at(7), List.of(put("1")));
      assertThat(fixture.store.history().getLast().changes())
          .extracting(Change::key)
          .contains(KEYS.status(), KEYS.checkpoint(), A);
    });
  }

  /** Told once and with its revision, if the store has it; otherwise not at all. */
  private static void isToldOfA(Fixture fixture, List<Long> told) {
    List<Long> written =
        fixture.store.history().stream()
            .filter(revision -> revision.changes().stream().anyMatch(it -> it.key().equals(A)))
            .map(Revision::number)
            .toList();
    assertThat(told).isEqualTo(written);
  }

  @Test
  void whoeverSentAMarkIsToldBehindTheSealWhatBecameOfIt() {
    for (Fate fate : List.of(Fate.ANSWERED, Fate.REPLY_LOST, Fate.REQUEST_LOST, Fate.LATE)) {
      check(fixture -> {
        List<Long> told = new ArrayList<>();
        fixture.writer.move(fixture.at(7), List.of());
        // An earlier mark is not taken for it.
        fixture.writer.write(
            List.of(), List.of(new Op.Put(A.append("/earlier"), Value.of("1"))), Unanswered.NOBODY);
        fixture.server.script(fate);
        try {
          fixture.writer.write(List.of(), List.of(put("1")), told::add);
        } catch (EtcdException lost) {
          assertThat(told).as("not known yet").isEmpty();
        }
        // Nor is one of etcd-sync surplus, which comes meanwhile.
        fixture.store.put(KEYS.mark(), Value.of(""), "surplus");
        fixture.writer.seal(fixture.at(8));
        fixture.letLateOnesCome();
        isToldOfA(fixture, told);
        fixture.writer.seal(fixture.at(9));
        isToldOfA(fixture, told);
      });
    }
  }

  @Test
  void whoeverSentAMoveThatNeverCameIsNotTold() {
    check(fixture -> {
      List<Long> told = new ArrayList<>();
      fixture.writer.move(fixture.at(7), List.of());
      fixture.server.script(Fate.REQUEST_LOST, Fate.REQUEST_LOST, Fate.REQUEST_LOST);
      assertThatThrownBy(() -> fixture.writer.move(fixture.at(8), List.of(put("1")), told::add))
          .isInstanceOf(EtcdException.class);
      fixture.again().move(fixture.at(9), List.of());
      fixture.letLateOnesCome();
      fixture.again().move(fixture.at(10), List.of());
      assertThat(told).isEmpty();
    });
  }
}
