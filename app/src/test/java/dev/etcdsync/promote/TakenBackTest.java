package dev.etcdsync.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.fence.ProbeDocument;
import dev.etcdsync.model.Digest;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.Value;
import dev.etcdsync.promote.TwoClusters.Wishes;
import dev.etcdsync.simulation.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever fails between a promotion's claim and the link's end leaves a link that goes on. */
@Timeout(120)
class TakenBackTest {
  private static final Key CRON_JOB = TwoClusters.key("cronjobs/a/nightly");
  private static final Key CONFIG = TwoClusters.key("configmaps/a/config");
  private static final Key SECRET = TwoClusters.key("secrets/a/tried");

  /** So many times a move is sent before it is given up. */
  private static final int ATTEMPTS = 3;

  private TwoClusters clusters = new TwoClusters();

  @BeforeEach
  void load() {
    clusters.primary.put(CONFIG, TwoClusters.object("ConfigMap", "config"), "c");
    clusters.primary.put(CRON_JOB, TwoClusters.object("CronJob", "nightly"), "c");
    clusters.replicate();
    clusters.primary.put(CONFIG, TwoClusters.object("ConfigMap", "later"), "c");
  }

  @AfterEach
  void close() {
    clusters.close();
  }

  private boolean isDraining() {
    return clusters.promotion().map(Promotion::stage).filter(Stage.DRAINING::equals).isPresent();
  }

  private static boolean writes(Txn txn) {
    return txn.then().stream().anyMatch(op -> !(op instanceof Op.Get));
  }

  private static boolean puts(Txn txn, Key key) {
    return txn.then().stream().anyMatch(op -> op instanceof Op.Put && op.key().equals(key));
  }

  private void isRefusedAndTheLinkGoesOn(Wishes wishes) {
    Optional<PromotionEnding> ending = clusters.run(wishes);
    assertThat(ending).as(clusters.told.toString()).isPresent();
    assertThat(ending.get()).isInstanceOf(PromotionEnding.Refused.class);
    assertThat(((PromotionEnding.Refused) ending.get()).sentence())
        .contains("is taken back", "run promote again");
    theLinkGoesOn();
  }

  private void theLinkGoesOn() {
    assertThat(clusters.promotion()).isEmpty();
    assertThat(clusters.standby.get(CRON_JOB)).as("nothing is placed").isEmpty();
    clusters.lead();
    clusters.awaitLevel();
    assertThat(clusters.standby.get(CONFIG).map(KeyValue::value))
        .contains(TwoClusters.object("ConfigMap", "later"));
  }

  /** As a process leaves it that is killed while it tries an object on the apiserver. */
  private void leaveATry() {
    Value tried = Value.of("tried");
    clusters.standby.put(SECRET, tried, "leader");
    String digest = Digest.EMPTY.with(tried.bytes()).text();
    clusters.standby.put(
        TwoClusters.KEYS.probe(),
        new ProbeDocument().write(new ProbeDocument.Probe(SECRET, digest, false)),
        "leader");
  }

  @Test
  void whenWhatWasTriedCannotBeSettled() {
    leaveATry();
    int[] lost = {0};
    clusters.standbyServer.decide(txn ->
        isDraining() && writes(txn) && lost[0]++ < ATTEMPTS
            ? Optional.of(Fate.REQUEST_LOST)
            : Optional.empty());
    isRefusedAndTheLinkGoesOn(Wishes.PLAIN.withDeadPrimary());
    assertThat(lost[0]).isGreaterThan(ATTEMPTS);
  }

  @Test
  void whenTheCheckpointMovesWhileThatIsSettled() {
    leaveATry();
    boolean[] moved = {false};
    clusters.standbyServer.decide(txn -> {
      if (isDraining() && !moved[0] && puts(txn, TwoClusters.KEYS.checkpoint())) {
        moved[0] = true;
        // As an answer that was lost turns up.
        clusters.checkpoint(clusters.checkpoint().orElseThrow().position());
      }
      return Optional.empty();
    });
    isRefusedAndTheLinkGoesOn(Wishes.PLAIN.withDeadPrimary());
    assertThat(moved[0]).isTrue();
  }

  /** In the drain it is waited for; between the steps the promotion is taken back. */
  @Test
  void whenTheStandbyIsAwayForAMomentAtAnyTime() {
    int refused = 0;
    for (int millis = 0; millis < 60; millis += 2) {
      clusters.close();
      clusters = new TwoClusters();
      load();
      boolean[] begun = {false};
      Duration wait = Duration.ofMillis(millis);
      clusters.standby.observe((revision, author) -> {
        if (!begun[0] && isDraining()) {
          begun[0] = true;
          clusters.world.after(
              wait, () -> clusters.standbyServer.failFor(TwoClusters.WATCHDOG.dividedBy(2)));
        }
      });
      Optional<PromotionEnding> ending = clusters.run(Wishes.PLAIN);
      assertThat(begun[0]).isTrue();
      assertThat(isDraining()).as("after %d ms: %s", millis, clusters.told).isFalse();
      if (ending.filter(PromotionEnding.Refused.class::isInstance).isPresent()) {
        refused++;
        theLinkGoesOn();
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aStandbyThatIsAwayForAMomentAfterTheClaimCostsNothing() {
    boolean[] claimed = {false};
    clusters.standby.observe((revision, author) -> {
      if (!claimed[0] && isDraining()) {
        claimed[0] = true;
        clusters.standbyServer.failFor(TwoClusters.WATCHDOG.dividedBy(2));
      }
    });
    assertThat(clusters.run(Wishes.PLAIN)).contains(new PromotionEnding.Done());
    assertThat(claimed[0]).isTrue();
  }

  @Test
  void notWhileTheStandbyIsAwayForLongAndTheMessageSaysSo() {
    boolean[] drained = {false};
    clusters.standby.observe((revision, author) -> {
      if (!drained[0] && isDraining() && clusters.told.toString().contains("is claimed")) {
        drained[0] = true;
        clusters.standbyServer.failFor(TwoClusters.WATCHDOG.multipliedBy(10));
      }
    });
    assertThat(clusters.run(Wishes.PLAIN)).as("no answer").isEmpty();
    assertThat(isDraining()).isTrue();
    clusters.world.runFor(TwoClusters.WATCHDOG.multipliedBy(10));
    assertThat(clusters.run(Wishes.PLAIN.withTakeBack())).contains(new PromotionEnding.Done());
    theLinkGoesOn();
  }

  /** Whichever write is given up: the link has ended and is promoted further, or it goes on. */
  @Test
  void whicheverWriteIsGivenUp() {
    int refused = 0;
    int ended = 0;
    for (Fate fate : List.of(Fate.REQUEST_LOST, Fate.REPLY_LOST, Fate.LATE)) {
      boolean met = true;
      for (int first = 1; met; first++) {
        clusters.close();
        clusters = new TwoClusters();
        load();
        met = giveUp(fate, first);
        if (!met) {
          assertThat(clusters.promotion().map(Promotion::isDone)).contains(true);
        } else if (clusters.promotion().isEmpty()) {
          refused++;
          theLinkGoesOn();
        } else {
          ended++;
          assertThat(isDraining()).as("%s from write %d on", fate, first).isFalse();
          assertThat(clusters.run(Wishes.PLAIN)).contains(new PromotionEnding.Done());
        }
      }
    }
    assertThat(refused).isPositive();
    assertThat(ended).isPositive();
  }

  /** Whether there was such a write, after the claim. */
  private boolean giveUp(Fate fate, int first) {
    int[] sent = {0};
    clusters.standbyServer.decide(txn -> {
      if (clusters.promotion().isEmpty() || !writes(txn)) {
        return Optional.empty();
      }
      sent[0]++;
      return sent[0] >= first && sent[0] < first + ATTEMPTS ? Optional.of(fate) : Optional.empty();
    });
    clusters.run(Wishes.PLAIN);
    boolean met = sent[0] >= first;
    clusters.world.runFor(Duration.ofSeconds(30));
    clusters.standbyServer.decide(txn -> Optional.empty());
    return met;
  }
}
