package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Transactions that the program has given up and that the standby commits all the same, later. */
class LateTransactionIT extends RealTest {
  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final Duration DELAY = TIMEOUT.multipliedBy(4);

  private static Rig.Builder rig() {
    return Rig.builder()
        .proxied()
        .operations(16)
        .options(
            "--request-timeout", TIMEOUT.toMillis() + "ms", "--watchdog", "5s", "--epoch", "100ms");
  }

  @Test
  void whileFollowing() {
    Random random = new Random(seed());
    Rig rig = start(rig());
    Workload load = rig.workload(random.nextLong()).keys(100).rate(400);
    load.load(100);
    load.start();
    Program program = rig.run();
    rig.awaitFollowing(program);
    int late = 0;
    for (int i = 0; i < 5; i++) {
      load.awaitMore(50 + random.nextInt(100));
      late += lateCommits(rig, Duration.ofMillis(1500 + random.nextInt(1500)));
      program.expectAlive();
      rig.verify();
    }
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
    assertThat(late).as("no transaction came late: this test has seen nothing").isPositive();
  }

  @Test
  void whileCopying() {
    Random random = new Random(seed());
    Rig rig = start(rig());
    Workload load = rig.workload(random.nextLong()).keys(6000).rate(500).valueBytes(200);
    load.load(6000);
    load.start();
    Program program = rig.run();
    program.await("Copy started", Rig.SOON);
    int late = 0;
    for (int i = 0; i < 6 && program.find("Start Sync update", 0).isEmpty(); i++) {
      int before = scopeChanges(rig);
      Await.until(
          "data is on its way, or all of it is there",
          Rig.SOON,
          () -> scopeChanges(rig) > before || program.find("Start Sync update", 0).isPresent(),
          rig::evidence);
      late += lateCommits(rig, Duration.ofMillis(1500 + random.nextInt(1000)));
      rig.verify();
    }
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
    assertThat(late).as("no transaction came late: this test has seen nothing").isPositive();
  }

  /** What goes the slow way is overtaken by what is sent after it: by a seal, by newer values. */
  @Test
  void whileCopyingOnOneOfSixWays() {
    Random random = new Random(seed());
    Rig rig = start(rig().waysToStandby(6));
    Workload load = rig.workload(random.nextLong()).keys(1200).rate(900).valueBytes(100);
    load.load(1200);
    load.start();
    long late = 0;
    for (int i = 0; i < 4; i++) {
      Program program = rig.run();
      program.await("Copy started", Rig.SOON);
      late += lateArrivals(rig, program, random);
      Await.hold(Duration.ofMillis(2500));
      program.expectAlive();
      rig.verify();
      program.kill();
      rig.standbyNetwork().heal();
      rig.compactPrimary();
      load.load(1200);
      rig.compactPrimary();
    }
    load.stop();
    rig.awaitLevel(rig.run());
    rig.expectEqual();
    assertThat(late).as("no transaction came late: this test has seen nothing").isPositive();
  }

  @Test
  void whileFollowingOnOneOfSixWays() {
    Random random = new Random(seed());
    Rig rig = start(rig().waysToStandby(6));
    Workload load = rig.workload(random.nextLong()).keys(50).rate(400).valueBytes(100);
    load.load(50);
    load.start();
    Program program = rig.run();
    rig.awaitFollowing(program);
    long late = 0;
    for (int i = 0; i < 5; i++) {
      load.awaitMore(20 + random.nextInt(50));
      rig.standbyNetwork().firstWay().delayRequests(Duration.ofMillis(450 + random.nextInt(900)));
      Await.hold(Duration.ofMillis(1500 + random.nextInt(1000)));
      rig.standbyNetwork().heal();
      long now = rig.primaryHistory().revision();
      Await.until("it follows again", Rig.SOON, () -> rig.follows(now), rig::evidence);
      late += lateArrivals(rig, program, random);
      Await.hold(Duration.ofMillis(400));
      rig.standbyNetwork().heal();
      program.expectAlive();
      rig.verify();
    }
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
    assertThat(late).as("no transaction came late: this test has seen nothing").isPositive();
  }

  @Test
  void answersThatAreLost() {
    Random random = new Random(seed());
    Rig rig = start(rig());
    Workload load = rig.workload(random.nextLong()).keys(100).rate(400);
    load.load(100);
    load.start();
    Program program = rig.run();
    rig.awaitFollowing(program);
    for (int i = 0; i < 6; i++) {
      load.awaitMore(20 + random.nextInt(60));
      rig.standbyNetwork().mute();
      // Mostly shorter than the request timeout: the connection breaks while an answer is awaited.
      Await.hold(Duration.ofMillis(i % 5 == 0 ? 1200 : 20 + random.nextInt(300)));
      rig.standbyNetwork().heal();
      long now = rig.primaryHistory().revision();
      Await.until("it follows again", Rig.SOON, () -> rig.follows(now), rig::evidence);
    }
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  /**
   * Delays requests beyond their timeout for a time, and returns how many changes of the scope came
   * in that time: all of them were given up before.
   */
  private static int lateCommits(Rig rig, Duration time) {
    rig.standbyNetwork().delayRequests(DELAY);
    Await.hold(Duration.ofMillis(500));
    int before = scopeChanges(rig);
    Await.hold(time);
    int after = scopeChanges(rig);
    rig.standbyNetwork().heal();
    return after - before;
  }

  /**
   * Slows the first way down, and returns how many transactions come by it after the program has
   * given them up. It is stopped after twice its request timeout: what was sent in the first half
   * of that time is given up by then, and comes before anything that was sent in the second.
   */
  private static long lateArrivals(Rig rig, Program program, Random random) {
    Duration delay = TIMEOUT.multipliedBy(3).plusMillis(random.nextInt(900));
    rig.standbyNetwork().firstWay().delayRequests(delay);
    long begun = System.nanoTime();
    Await.hold(TIMEOUT.multipliedBy(2));
    program.stop();
    // What goes the other ways is there by then.
    Await.hold(TIMEOUT.dividedBy(2));
    long before = rig.standby().answered("Txn", "");
    Await.hold(delay.plus(TIMEOUT).minusNanos(System.nanoTime() - begun));
    long arrived = rig.standby().answered("Txn", "") - before;
    program.cont();
    return arrived;
  }

  private static int scopeChanges(Rig rig) {
    return (int)
        rig.standbyHistory().from(0).stream()
            .filter(change -> change.key().startsWith(Rig.SCOPE))
            .count();
  }
}
