package dev.etcdsync.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.Fate;
import dev.etcdsync.simulation.SimulatedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A promotion that is killed anywhere, or loses an answer, comes to the end of an undisturbed one.
 */
@Timeout(300)
class InterruptedPromotionTest {
  private static final int JOBS = 30;
  private static final Key CRON_JOB = TwoClusters.key("cronjobs/a/nightly");
  private static final Key TAKEN = TwoClusters.key("cronjobs/a/taken");
  private static final Key EQUAL = TwoClusters.key("cronjobs/a/equal");
  private static final Key OWN = TwoClusters.key("configmaps/a/own");
  private static final Key CONFIG = TwoClusters.key("configmaps/a/config");
  private static final Value THEIRS = TwoClusters.object("CronJob", "theirs");
  private static final int LARGE = 60;

  /** What is the same whatever happens on the way. */
  private record End(Map<Key, Value> content, List<Key> held, long revision, long primaryRevision) {
    static End of(TwoClusters clusters) {
      Promotion promotion = clusters.promotion().orElseThrow();
      return new End(
          new TreeMap<>(clusters.content()),
          clusters.held(),
          promotion.revision(),
          promotion.primaryRevision());
    }
  }

  private static Key job(int number) {
    return TwoClusters.key("jobs/a/job-" + number);
  }

  /**
   * A standby a little behind, with a revision larger than a transaction still to come, with
   * objects held and owned by one another, and with some of its own.
   */
  private static TwoClusters prepare() {
    TwoClusters clusters = new TwoClusters();
    // The youngest owner comes last: the order in which they were created does not do.
    for (int i = 0; i < JOBS; i++) {
      clusters.primary.put(
          job(i), TwoClusters.object("Job", "job-" + i, i < 5 ? "job-" + (i + 1) : "nightly"), "c");
    }
    clusters.primary.put(CRON_JOB, TwoClusters.object("CronJob", "nightly"), "c");
    clusters.primary.put(TAKEN, TwoClusters.object("CronJob", "taken"), "c");
    clusters.primary.put(EQUAL, TwoClusters.object("CronJob", "equal"), "c");
    clusters.primary.put(CONFIG, TwoClusters.object("ConfigMap", "config"), "c");
    clusters.replicate();
    clusters.standby.put(OWN, Value.of("own"), "kubectl");
    clusters.standby.put(TAKEN, THEIRS, "kubectl");
    clusters.standby.put(EQUAL, TwoClusters.object("CronJob", "equal"), "kubectl");
    List<Op> large = new ArrayList<>();
    for (int i = 0; i < LARGE; i++) {
      large.add(
          new Op.Put(
              TwoClusters.key("configmaps/b/c" + i), TwoClusters.object("ConfigMap", "c" + i)));
    }
    clusters.primary.write(large, "c");
    clusters.primary.delete(job(JOBS - 1), "c");
    clusters.primary.put(CONFIG, TwoClusters.object("ConfigMap", "changed"), "c");
    clusters.written.clear();
    return clusters;
  }

  private static End undisturbed() {
    try (TwoClusters clusters = prepare()) {
      assertThat(clusters.run(TwoClusters.Wishes.PLAIN))
          .as(clusters.told.toString())
          .contains(new PromotionEnding.Done());
      judge(clusters);
      return End.of(clusters);
    }
  }

  /** What must be so at the end, whatever was on the way. */
  private static void judge(TwoClusters clusters) {
    Map<Key, Value> content = clusters.content();
    for (int i = 0; i < JOBS - 1; i++) {
      assertThat(content.get(job(i))).isEqualTo(clusters.primary.get(job(i)).orElseThrow().value());
    }
    assertThat(content.get(CRON_JOB)).isEqualTo(TwoClusters.object("CronJob", "nightly"));
    assertThat(content.get(CONFIG)).isEqualTo(TwoClusters.object("ConfigMap", "changed"));
    assertThat(content.get(TAKEN)).isEqualTo(THEIRS);
    assertThat(content).containsKeys(OWN, EQUAL).doesNotContainKey(job(JOBS - 1));
    assertThat(content).hasSize(JOBS - 1 + 5 + LARGE);
    assertThat(clusters.held()).containsExactly(TAKEN);
    long ended = clusters.promotion().orElseThrow().primaryRevision();
    assertThat(ended).isEqualTo(clusters.primary.revision());
    assertThat(clusters.standby.compacted()).isGreaterThanOrEqualTo(ended + TwoClusters.MARGIN);
    assertThat(clusters.promotion().map(Promotion::isDone)).contains(true);
    judgeWrites(clusters);
  }

  private static void judgeWrites(TwoClusters clusters) {
    long end = revisionOfEnd(clusters);
    Set<Key> placed = new TreeSet<>();
    for (TwoClusters.Written written : clusters.written) {
      Key key = written.change().key();
      assertThat(key).as("the standby's own is never touched").isNotIn(OWN, TAKEN, EQUAL);
      if (written.revision() > end) {
        assertThat(written.change()).as("after the end").isInstanceOf(Change.Put.class);
        assertThat(placed.add(key)).as(key + " was put once").isTrue();
      }
    }
    Set<Key> wanted = new TreeSet<>(List.of(CRON_JOB));
    for (int i = 0; i < JOBS - 1; i++) {
      wanted.add(job(i));
    }
    assertThat(placed).isEqualTo(wanted);
    for (int i = 0; i < JOBS - 1; i++) {
      Key owner = i < 5 ? job(i + 1) : CRON_JOB;
      assertThat(created(clusters, owner))
          .as("%s stands before what it owns", owner)
          .isLessThanOrEqualTo(created(clusters, job(i)));
    }
  }

  private static long created(TwoClusters clusters, Key key) {
    return clusters.standby.get(key).orElseThrow().createRevision();
  }

  /** The revision of the standby that said first that the link has ended. */
  private static long revisionOfEnd(TwoClusters clusters) {
    return clusters.standby.history().stream()
        .filter(revision ->
            revision.changes().stream()
                .anyMatch(change ->
                    change instanceof Change.Put put
                        && put.key().equals(TwoClusters.KEYS.promotion())
                        && new PromotionDocument().read(put.entry().value()).hasEnded()))
        .findFirst()
        .orElseThrow()
        .number();
  }

  private static void goOn(TwoClusters clusters, End wanted, String where) {
    // What was sent before the kill still arrives.
    clusters.world.runFor(Duration.ofSeconds(3));
    Optional<PromotionEnding> second = clusters.run(TwoClusters.Wishes.PLAIN);
    assertThat(second).as(where + clusters.told).contains(new PromotionEnding.Done());
    judge(clusters);
    assertThat(End.of(clusters)).as(where).isEqualTo(wanted);
  }

  @Test
  void killedAtAnyStepItComesToTheSameEnd() {
    End wanted = undisturbed();
    Set<Stage> killedAt = EnumSet.noneOf(Stage.class);
    int killedWithinARevision = 0;
    boolean killed = true;
    int steps = 0;
    for (; killed; steps++) {
      try (TwoClusters clusters = prepare()) {
        SimulatedProcess first = clusters.start(TwoClusters.Wishes.PLAIN);
        first.crashAfter(steps);
        clusters.awaitEnd(first);
        killed = first.isCrashed();
        clusters.promotion().map(Promotion::stage).ifPresent(killedAt::add);
        killedWithinARevision +=
            clusters.checkpoint().orElseThrow().position() instanceof Position.Within ? 1 : 0;
        goOn(clusters, wanted, "killed after %d steps: ".formatted(steps));
      }
    }
    assertThat(killedAt).containsExactlyInAnyOrder(Stage.values());
    assertThat(killedWithinARevision).isPositive();
    assertThat(steps).isGreaterThan(100);
  }

  /** What a promotion does when the answer of one of its writes is lost. */
  private enum Loss {
    /** It waits, and finds out. */
    LIVES,
    /** It is killed before it does. */
    DIES
  }

  @Test
  void anyWriteThatIsLostOrUnansweredIsMadeOnce() {
    End wanted = undisturbed();
    int writes = 0;
    for (Loss loss : Loss.values()) {
      for (Fate fate : List.of(Fate.REQUEST_LOST, Fate.REPLY_LOST)) {
        int write = 0;
        while (lose(wanted, write, fate, loss)) {
          write++;
        }
        writes += write;
      }
    }
    assertThat(writes).as("writes that were lost").isGreaterThan(4 * 40);
  }

  /** Whether there was such a write. */
  private static boolean lose(End wanted, int write, Fate fate, Loss loss) {
    try (TwoClusters clusters = prepare()) {
      int[] sent = {0};
      boolean[] lost = {false};
      SimulatedProcess first = clusters.start(TwoClusters.Wishes.PLAIN);
      clusters.standbyServer.decide(txn -> {
        if (!isWrite(txn) || sent[0]++ != write) {
          return Optional.empty();
        }
        lost[0] = true;
        if (loss == Loss.DIES) {
          first.crashAfter(1);
        }
        return Optional.of(fate);
      });
      clusters.awaitEnd(first);
      goOn(clusters, wanted, "%s, write %d %s: ".formatted(loss, write, fate));
      return lost[0];
    }
  }

  private static boolean isWrite(Txn txn) {
    return txn.then().stream().anyMatch(op -> !(op instanceof Op.Get));
  }

  @Test
  void anotherPromotionMayTakeOverAtAnyTime() {
    End wanted = undisturbed();
    boolean running = true;
    for (int millis = 0; running; millis += 7) {
      try (TwoClusters clusters = prepare()) {
        SimulatedProcess first = clusters.start(TwoClusters.Wishes.PLAIN);
        clusters.world.runFor(Duration.ofMillis(millis));
        running = !first.isOver();
        SimulatedProcess second = clusters.start(TwoClusters.Wishes.PLAIN);
        clusters.awaitEnd(first);
        clusters.awaitEnd(second);
        goOn(clusters, wanted, "after %d ms: ".formatted(millis));
      }
    }
  }

  @Test
  void whatAnswersLateWritesNothing() {
    try (TwoClusters clusters = prepare()) {
      SimulatedProcess first = clusters.start(TwoClusters.Wishes.PLAIN);
      int[] held = {0};
      // The first placements hang in the network until all is over.
      clusters.standbyServer.decide(txn -> {
        boolean places =
            txn.then().stream()
                .anyMatch(
                    op -> op instanceof Op.Delete && op.key().startsWith(TwoClusters.KEYS.held()));
        return places && isStage(clusters, Stage.PLACING) && held[0]++ < 3
            ? Optional.of(Fate.HELD)
            : Optional.empty();
      });
      assertThat(clusters.awaitEnd(first)).as(clusters.told.toString()).isPresent();
      if (!clusters.promotion().orElseThrow().isDone()) {
        assertThat(clusters.run(TwoClusters.Wishes.PLAIN)).contains(new PromotionEnding.Done());
      }
      assertThat(held[0]).isGreaterThanOrEqualTo(3);
      long before = clusters.standby.revision();
      clusters.standbyServer.release();
      assertThat(clusters.standby.revision()).isEqualTo(before);
      judge(clusters);
    }
  }

  private static boolean isStage(TwoClusters clusters, Stage stage) {
    return clusters.promotion().map(Promotion::stage).filter(stage::equals).isPresent();
  }

  @Test
  void whatTheStandbyMakesInTheLastMomentIsLeftAlone() {
    try (TwoClusters clusters = prepare()) {
      Value meanwhile = TwoClusters.object("Job", "meanwhile");
      boolean[] made = {false};
      clusters.standbyServer.decide(txn -> {
        boolean places =
            isStage(clusters, Stage.PLACING)
                && txn.then().stream()
                    .anyMatch(op -> op instanceof Op.Put && op.key().equals(job(7)));
        if (places && !made[0]) {
          made[0] = true;
          clusters.standby.put(job(7), meanwhile, "kubectl");
        }
        return Optional.empty();
      });
      assertThat(clusters.run(TwoClusters.Wishes.PLAIN)).contains(new PromotionEnding.Done());
      assertThat(made[0]).isTrue();
      assertThat(clusters.standby.get(job(7)).map(KeyValue::value)).contains(meanwhile);
      assertThat(clusters.held()).containsExactlyInAnyOrder(TAKEN, job(7));
      assertThat(clusters.told)
          .anyMatch(line -> line.contains(job(7) + " stays aside"))
          .anyMatch(line -> line.contains(TAKEN + " stays aside"))
          .noneMatch(line -> line.contains(EQUAL + " stays aside"));
    }
  }
}
