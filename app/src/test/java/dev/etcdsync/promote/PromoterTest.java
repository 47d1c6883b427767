package dev.etcdsync.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.Shortfall;
import dev.etcdsync.model.Value;
import dev.etcdsync.promote.TwoClusters.Wishes;
import dev.etcdsync.replicate.Ending;
import dev.etcdsync.simulation.Faults;
import dev.etcdsync.simulation.SimulatedProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PromoterTest {
  private static final Key CRON_JOB = TwoClusters.key("cronjobs/a/nightly");
  private static final Key CONFIG = TwoClusters.key("configmaps/a/config");
  private static final Optional<PromotionEnding> DONE = Optional.of(new PromotionEnding.Done());
  private static final Duration SOON = Duration.ofMinutes(1);

  private final TwoClusters clusters = new TwoClusters();

  @BeforeEach
  void load() {
    clusters.primary.put(CONFIG, TwoClusters.object("ConfigMap", "config"), "c");
    clusters.primary.put(CRON_JOB, TwoClusters.object("CronJob", "nightly"), "c");
    clusters.replicate();
    clusters.written.clear();
  }

  @AfterEach
  void close() {
    clusters.close();
  }

  private String refused(Wishes wishes) {
    Optional<PromotionEnding> ending = clusters.run(wishes);
    assertThat(ending).as(clusters.told.toString()).isPresent();
    assertThat(ending.get()).isInstanceOf(PromotionEnding.Refused.class);
    return ((PromotionEnding.Refused) ending.get()).sentence();
  }

  private boolean isPlaced() {
    return clusters.standby.get(CRON_JOB).isPresent();
  }

  private boolean isBegun() {
    return clusters.promotion().isPresent();
  }

  @Test
  void whatTheLastDrainDeletesIsAudited() {
    clusters.primary.delete(CONFIG, "c");
    assertThat(clusters.run(Wishes.PLAIN)).isEqualTo(DONE);
    assertThat(clusters.standby.get(CONFIG)).isEmpty();
    assertThat(clusters.audited).containsExactly("deleted " + CONFIG);
  }

  @Test
  void aLeaderIsDeposedAndWritesNothingMore() {
    SimulatedProcess leader = clusters.lead();
    clusters.world.every(
        Duration.ofMillis(1),
        Duration.ofMillis(30),
        () ->
            clusters.primary.put(
                CONFIG, TwoClusters.object("ConfigMap", "at-" + clusters.world.nanos()), "c"));
    clusters.world.runFor(Duration.ofSeconds(3));
    int before = clusters.written.size();
    assertThat(before).as("the leader follows").isPositive();
    assertThat(clusters.run(Wishes.PLAIN)).isEqualTo(DONE);
    clusters.await("the leader has ended", leader::isOver);
    assertThat(clusters.ending(leader).orElseThrow()).isInstanceOf(Ending.Deposed.class);
    long claimed = clusters.standby.get(TwoClusters.KEYS.fence()).orElseThrow().modRevision();
    assertThat(clusters.written)
        .filteredOn(written -> written.author().equals(leader))
        .allMatch(written -> written.revision() < claimed);
    int last = clusters.written.size();
    clusters.world.runFor(SOON);
    assertThat(clusters.written).hasSize(last);
    assertThat(isPlaced()).isTrue();
  }

  @Test
  void noLeaderComesAfterIt() {
    assertThat(clusters.run(Wishes.PLAIN)).isEqualTo(DONE);
    clusters.primary.put(CONFIG, TwoClusters.object("ConfigMap", "later"), "c");
    long before = clusters.standby.revision();
    SimulatedProcess late = clusters.lead();
    clusters.world.runFor(SOON);
    assertThat(late.isOver()).isFalse();
    assertThat(clusters.refused(late).map(Finding::guard)).contains(Guard.PROMOTED);
    assertThat(clusters.standby.revision()).isEqualTo(before);
    assertThat(clusters.run(Wishes.PLAIN)).isEqualTo(DONE);
    assertThat(clusters.standby.revision()).as("a second one has nothing to do").isEqualTo(before);
  }

  @Test
  void aDryRunWritesNothing() {
    long before = clusters.standby.revision();
    assertThat(clusters.run(Wishes.PLAIN.withDryRun())).isEqualTo(DONE);
    assertThat(clusters.run(Wishes.PLAIN.withDeadPrimary().withDryRun())).isEqualTo(DONE);
    assertThat(clusters.standby.revision()).isEqualTo(before);
    assertThat(clusters.told).anyMatch(line -> line.contains("would put 1 held objects"));
  }

  @Test
  void isTakenBackBeforeTheEndAndTheLinkGoesOn() {
    clusters.primary.put(CONFIG, TwoClusters.object("ConfigMap", "later"), "c");
    SimulatedProcess killed = clusters.start(Wishes.PLAIN);
    clusters.await("the drain has begun", this::isBegun);
    killed.crash();
    clusters.awaitEnd(killed);
    assertThat(clusters.promotion().map(Promotion::stage)).contains(Stage.DRAINING);

    SimulatedProcess leader = clusters.lead();
    clusters.world.runFor(SOON);
    assertThat(clusters.standby.get(CONFIG).map(KeyValue::value))
        .as("nobody but a promotion goes on")
        .contains(TwoClusters.object("ConfigMap", "config"));

    assertThat(clusters.refused(leader).map(Finding::guard)).contains(Guard.PROMOTED);
    assertThat(clusters.run(Wishes.PLAIN.withTakeBack())).isEqualTo(DONE);
    assertThat(clusters.promotion()).isEmpty();
    clusters.awaitLevel();
    assertThat(clusters.refused(leader)).isEmpty();
    assertThat(clusters.standby.get(CONFIG).map(KeyValue::value))
        .contains(TwoClusters.object("ConfigMap", "later"));
    assertThat(leader.isOver()).isFalse();
    assertThat(isPlaced()).isFalse();

    assertThat(clusters.run(Wishes.PLAIN)).isEqualTo(DONE);
    assertThat(refused(Wishes.PLAIN.withTakeBack())).contains("cannot be taken back");
    assertThat(clusters.promotion().map(Promotion::isDone)).contains(true);
  }

  @Test
  void thereIsNothingToTakeBackWithoutAPromotion() {
    assertThat(refused(Wishes.PLAIN.withTakeBack())).contains("nothing to take back");
  }

  @Test
  void theLimitOfTheLiftRefusesBeforeAnythingIsWritten() {
    long before = clusters.standby.revision();
    Wishes tooHigh = Wishes.PLAIN.withLift(Duration.ofSeconds(5), 10_000_000);
    assertThat(refused(tooHigh)).contains("--lift-limit");
    assertThat(refused(tooHigh.withDeadPrimary())).contains("--lift-limit");
    assertThat(clusters.standby.revision()).isEqualTo(before);
    assertThat(isBegun()).isFalse();
  }

  private void standbyTakes(Duration latency) {
    clusters.standbyServer.faults(new Faults(latency, 0, 0, 0, Duration.ZERO, 0, 0, 0, 0, 0));
  }

  private static final long HIGH = 30_000;

  @Test
  void aLiftThatIsMeasuredTooSlowIsRefusedBeforeTheEnd() {
    standbyTakes(Duration.ofSeconds(1));
    assertThat(refused(Wishes.PLAIN.withLift(Duration.ofMinutes(1), HIGH)))
        .contains("(measured)", "--lift-limit", "taken back");
    assertThat(isBegun()).isFalse();
    assertThat(isPlaced()).isFalse();
    assertThat(clusters.standby.revision()).as("what was tried counts").isGreaterThan(100);
  }

  @Test
  void aLiftThatBecomesSlowIsRefusedAndGoesOnLater() {
    standbyTakes(Duration.ofMillis(100));
    boolean[] slow = {false};
    clusters.standby.observe((revision, author) -> {
      if (!slow[0]
          && clusters.promotion().map(Promotion::stage).filter(Stage.LIFTING::equals).isPresent()) {
        slow[0] = true;
        standbyTakes(Duration.ofSeconds(1));
      }
    });
    String sentence = refused(Wishes.PLAIN.withLift(Duration.ofMinutes(1), HIGH));
    assertThat(sentence).contains("--lift-limit", "run promote again");
    assertThat(clusters.promotion().map(Promotion::stage)).contains(Stage.LIFTING);
    assertThat(isPlaced()).isTrue();

    long lifted = clusters.standby.revision();
    clusters.standbyServer.faults(Faults.none());
    Wishes longer = Wishes.PLAIN.withLift(Duration.ofHours(3), HIGH);
    assertThat(clusters.run(longer)).isEqualTo(DONE);
    assertThat(clusters.standby.compacted())
        .isGreaterThanOrEqualTo(clusters.primary.revision() + HIGH);
    assertThat(clusters.standby.revision())
        .as("what was lifted is not lifted again")
        .isLessThan(HIGH + lifted);
  }

  @Test
  void withoutLiftTheRevisionStays() {
    Wishes high = Wishes.PLAIN.withLift(Duration.ofSeconds(5), 10_000_000).withoutLift();
    assertThat(clusters.run(high)).isEqualTo(DONE);
    assertThat(clusters.standby.revision()).isLessThan(200);
    assertThat(clusters.standby.compacted()).isZero();
    assertThat(clusters.told).anyMatch(line -> line.contains("left out as asked"));
  }

  @Test
  void aWatchThatBreaksDuringTheDrainIsOpenedAgain() {
    clusters.primary.put(CONFIG, TwoClusters.object("ConfigMap", "later"), "c");
    breakWatchesOfTheDrain(TwoClusters.WATCHDOG.dividedBy(3));
    assertThat(clusters.run(Wishes.PLAIN)).as(clusters.told.toString()).isEqualTo(DONE);
    assertThat(clusters.standby.get(CONFIG).map(KeyValue::value))
        .contains(TwoClusters.object("ConfigMap", "later"));
  }

  @Test
  void watchesThatBreakAgainAndAgainAreOpenedAnew() {
    for (int i = 0; i < 200; i++) {
      clusters.primary.put(CONFIG, TwoClusters.object("ConfigMap", "v" + i), "c");
    }
    clusters.primaryServer.faults(
        new Faults(Duration.ofMillis(5), 0, 0, 0, Duration.ZERO, 0, 0.5, 0, 0, 0));
    assertThat(clusters.run(Wishes.PLAIN)).as(clusters.told.toString()).isEqualTo(DONE);
    assertThat(clusters.standby.get(CONFIG).map(KeyValue::value))
        .contains(TwoClusters.object("ConfigMap", "v199"));
  }

  @Test
  void aWatchThatIsGoneForTooLongTakesThePromotionBack() {
    clusters.primary.put(CONFIG, TwoClusters.object("ConfigMap", "later"), "c");
    breakWatchesOfTheDrain(TwoClusters.WATCHDOG.multipliedBy(10));
    assertThat(refused(Wishes.PLAIN)).contains("is taken back", "--primary-is-dead");
    assertThat(clusters.promotion()).isEmpty();
    assertThat(isPlaced()).isFalse();
    assertThat(clusters.run(Wishes.PLAIN.withDeadPrimary())).isEqualTo(DONE);
    assertThat(isPlaced()).isTrue();
  }

  /** From the claim on every watch on the primary breaks before its first event. */
  private void breakWatchesOfTheDrain(Duration duration) {
    boolean[] begun = {false};
    clusters.standby.observe((revision, author) -> {
      if (!begun[0] && isBegun()) {
        begun[0] = true;
        clusters.primaryServer.faults(
            new Faults(Duration.ofMillis(1), 0, 0, 0, Duration.ZERO, 0, 1, 0, 0, 0));
        clusters.world.after(duration, () -> clusters.primaryServer.faults(Faults.none()));
      }
    });
  }

  @Test
  void aPrimaryThatDoesNotAnswerHasToBeCalledDead() {
    clusters.primaryServer.failFor(Duration.ofDays(1));
    long before = clusters.standby.revision();
    assertThat(refused(Wishes.PLAIN)).contains("--primary-is-dead");
    assertThat(clusters.standby.revision()).isEqualTo(before);
    assertThat(clusters.run(Wishes.PLAIN.withDeadPrimary())).isEqualTo(DONE);
    assertThat(clusters.promotion().flatMap(Promotion::shortfall)).isEmpty();
  }

  @Test
  void whatWasKnownToBeMissingIsSaidBeforeADeadPrimaryIsGivenUp() {
    clusters.lastComparisonMissed(2);
    clusters.primaryServer.failFor(Duration.ofDays(1));
    assertThat(clusters.run(Wishes.PLAIN.withDeadPrimary().withDryRun())).isEqualTo(DONE);
    assertThat(clusters.told)
        .anyMatch(line ->
            line.startsWith(
                "look: NOT CLEAN when it was last heard of: the last comparison found 2"
                    + " missed"));
  }

  @Test
  void aRevisionInPartIsPromotedOnlyOfADeadPrimaryAndSaysSo() {
    long revision = clusters.checkpoint().orElseThrow().revision();
    Position.Within within = new Position.Within(revision, revision + 700, 20, 60);
    clusters.checkpoint(within);
    assertThat(refused(Wishes.PLAIN)).contains("20", "60", "--primary-is-dead");

    clusters.primaryServer.failFor(Duration.ofDays(1));
    assertThat(clusters.run(Wishes.PLAIN.withDeadPrimary())).isEqualTo(DONE);
    Promotion done = clusters.promotion().orElseThrow();
    assertThat(done.shortfall()).contains(new Shortfall.Part(revision + 700, 20, 60));
    assertThat(done.revision()).isEqualTo(revision);
    assertThat(done.primaryRevision()).isEqualTo(revision + 700);
    assertThat(clusters.standby.revision()).isGreaterThan(revision + 700 + TwoClusters.MARGIN);
    assertThat(clusters.checkpoint().map(Checkpoint::position)).contains(within);
    assertThat(clusters.status().phase()).isEqualTo(LinkPhase.PROMOTED);
    assertThat(clusters.told)
        .anyMatch(line -> line.startsWith("look: INCOMPLETE") && line.contains("first 20"))
        .anyMatch(line -> line.startsWith("end: ") && line.contains("INCOMPLETE"))
        .anyMatch(line -> line.startsWith("promoted: ") && line.contains("INCOMPLETE"));
    assertThat(isPlaced()).isTrue();
  }

  @Test
  void aCopyUnderWayIsPromotedOnlyWhenThatIsAccepted() {
    Instant since = Instant.parse("2026-01-01T00:00:01Z");
    Position.Copying copying = new Position.Copying(900, since);
    clusters.checkpoint(copying);
    long before = clusters.standby.revision();
    assertThat(refused(Wishes.PLAIN)).contains(since.toString(), "let etcd-sync run");
    clusters.primaryServer.failFor(Duration.ofDays(1));
    assertThat(refused(Wishes.PLAIN.withDeadPrimary()))
        .contains(since.toString(), "may be missing", "--accept-incomplete");
    assertThat(clusters.standby.revision()).isEqualTo(before);

    Wishes accepting = Wishes.PLAIN.withIncompleteAccepted();
    assertThat(clusters.run(accepting.withDryRun())).isEqualTo(DONE);
    assertThat(clusters.standby.revision()).isEqualTo(before);
    assertThat(clusters.run(accepting)).isEqualTo(DONE);
    Promotion done = clusters.promotion().orElseThrow();
    assertThat(done.shortfall()).contains(new Shortfall.Copying(since));
    assertThat(done.revision()).isZero();
    assertThat(done.primaryRevision()).isEqualTo(900);
    assertThat(clusters.standby.revision()).isGreaterThan(900 + TwoClusters.MARGIN);
    assertThat(clusters.checkpoint().map(Checkpoint::position)).contains(copying);
    assertThat(clusters.told)
        .anyMatch(line -> line.startsWith("promoted: ") && line.contains("INCOMPLETE"));
    assertThat(isPlaced()).isTrue();
  }

  @Test
  void aCopyThatBeganAfterTheLookIsSeenUnderTheClaim() {
    Position.Copying copying = new Position.Copying(5, Instant.EPOCH);
    boolean[] begun = {false};
    clusters.standbyServer.decide(txn -> {
      boolean claims =
          txn.then().stream().anyMatch(op -> op.key().equals(TwoClusters.KEYS.promotion()));
      if (claims && !begun[0]) {
        begun[0] = true;
        clusters.checkpoint(copying);
      }
      return Optional.empty();
    });
    assertThat(refused(Wishes.PLAIN)).contains("a copy is under way", "taken back");
    assertThat(isBegun()).isFalse();
    assertThat(clusters.checkpoint().map(Checkpoint::position)).contains(copying);
    assertThat(isPlaced()).isFalse();
  }

  /** A real copy that a leader leaves in the middle, not a document that says so. */
  @Test
  void aFirstCopyThatWasKilledIsPromotedAsItIs() {
    try (TwoClusters fresh = new TwoClusters()) {
      for (int i = 0; i < 300; i++) {
        fresh.primary.put(
            TwoClusters.key("configmaps/a/c" + i), TwoClusters.object("ConfigMap", "c" + i), "c");
      }
      fresh.primary.put(CRON_JOB, TwoClusters.object("CronJob", "nightly"), "c");
      SimulatedProcess leader = fresh.lead();
      fresh.await("some is copied", () -> fresh.content().size() > 20);
      leader.crash();
      fresh.await("the leader is gone", leader::isOver);
      fresh.primaryServer.failFor(Duration.ofDays(1));
      fresh.world.runFor(Duration.ofSeconds(5));
      Checkpoint left = fresh.checkpoint().orElseThrow();
      assertThat(left.position()).isInstanceOf(Position.Copying.class);
      Map<Key, Value> content = fresh.content();
      assertThat(content.size()).isLessThan(300);

      assertThat(fresh.run(Wishes.PLAIN.withIncompleteAccepted())).isEqualTo(DONE);
      assertThat(fresh.content()).containsAllEntriesOf(content);
      assertThat(fresh.checkpoint().map(Checkpoint::position)).contains(left.position());
      assertThat(fresh.promotion().orElseThrow().primaryRevision())
          .isGreaterThanOrEqualTo(fresh.primary.revision());
    }
  }

  /** Whoever was interrupted in its first copy, and in the next, equals nothing since the first. */
  @Test
  void aCopyRemembersSinceWhenTheStandbyEqualsNothing() {
    clusters.checkpoint(new Position.Copying(1, Instant.parse("2025-12-31T00:00:00Z")));
    SimulatedProcess leader = clusters.lead();
    clusters.await(
        "a copy goes on",
        () ->
            clusters.checkpoint().orElseThrow().position() instanceof Position.Copying copying
                && copying.seen() > 1);
    assertThat(clusters.checkpoint().flatMap(Checkpoint::copyingSince))
        .contains(Instant.parse("2025-12-31T00:00:00Z"));
    clusters.awaitLevel();
    assertThat(leader.isOver()).isFalse();
  }
}
