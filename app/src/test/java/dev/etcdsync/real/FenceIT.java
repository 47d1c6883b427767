package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two processes on one link: only the last to claim writes. */
class FenceIT extends RealTest {
  /**
   * Longer than the request timeout and the watchdog of these tests, and than the keepalive of the
   * client, which takes 15 s to give a connection up.
   */
  private static final Duration LONGER_THAN_ANY_TIMEOUT = Duration.ofSeconds(16);

  private static Rig.Builder rig() {
    return Rig.builder()
        .proxied()
        .operations(16)
        .options("--request-timeout", "1s", "--watchdog", "3s", "--epoch", "200ms");
  }

  @Test
  void theLaterClaimWinsUnderLoad() {
    Rig rig = start(rig());
    Workload load = rig.workload(seed()).keys(800).rate(500);
    load.load(800);
    load.start();
    Program current = rig.run();
    rig.awaitFollowing(current);
    for (int i = 0; i < 4; i++) {
      Program next = rig.run();
      assertThat(current.awaitExit(Rig.SOON)).isEqualTo(Program.DEPOSED);
      assertThat(current.find("Deposed", 0)).isPresent();
      String claimed = next.await("Claimed", Rig.SOON);
      assertThat(Program.number(claimed, "epoch")).isEqualTo(i + 2);
      rig.awaitFollowing(next);
      rig.verify();
      current = next;
    }
    load.stop();
    rig.awaitLevel(current);
    rig.expectEqual();
    assertThat(rig.judge().epoch()).isEqualTo(5);
  }

  @Test
  void twoThatStartTogetherLeaveOne() {
    Rig rig = start(rig());
    Workload load = rig.workload(seed()).keys(2000).rate(300);
    load.load(2000);
    load.start();
    Program one = rig.run();
    Program other = rig.run();
    Await.until(
        "one of two is deposed", Rig.SOON, () -> !one.alive() || !other.alive(), rig::evidence);
    Program loser = one.alive() ? other : one;
    Program winner = one.alive() ? one : other;
    assertThat(loser.awaitExit(Rig.SOON)).isEqualTo(Program.DEPOSED);
    rig.awaitFollowing(winner);
    load.stop();
    rig.awaitLevel(winner);
    rig.expectEqual();
  }

  @Test
  void aLeaderThatWasStoppedWhileFollowingWritesNothingWhenItGoesOn() {
    Rig rig = start(rig());
    Workload load = rig.workload(seed()).keys(500).rate(800);
    load.load(500);
    load.start();
    Program old = rig.run();
    rig.awaitFollowing(old);
    load.awaitMore(300);
    stopDeposeAndGoOn(rig, old, load);
  }

  @Test
  void aLeaderThatWasStoppedWhileCopyingWritesNothingWhenItGoesOn() {
    Rig rig = start(rig());
    Workload load = rig.workload(seed()).keys(4000).rate(300);
    load.load(4000);
    rig.standbyNetwork().delay(Duration.ofMillis(40), Duration.ZERO);
    load.start();
    Program old = rig.run();
    old.await("Copy started", Rig.SOON);
    rig.awaitCopied();
    old.stop();
    assertThat(old.find("Copy finished", 0)).as("stopped too late").isEmpty();
    stopDeposeAndGoOn(rig, old, load);
  }

  @Test
  void aClaimAloneStopsALeaderThatFollows() {
    Rig rig = start(rig());
    Workload load = rig.workload(seed()).keys(500).rate(800);
    load.load(500);
    load.start();
    Program leader = rig.run();
    rig.awaitFollowing(leader);
    for (int i = 0; i < 3; i++) {
      load.awaitMore(200);
      claimByHand(rig, leader);
      leader = rig.run();
      rig.awaitFollowing(leader);
    }
    load.stop();
    rig.awaitLevel(leader);
    rig.expectEqual();
  }

  @Test
  void aClaimAloneStopsALeaderThatCopies() {
    Rig rig = start(rig());
    Workload load = rig.workload(seed()).keys(4000).rate(200);
    load.load(4000);
    load.start();
    rig.standbyNetwork().delay(Duration.ofMillis(30), Duration.ofMillis(20));
    Program leader = rig.run();
    leader.await("Copy started", Rig.SOON);
    rig.awaitCopied();
    claimByHand(rig, leader);
    assertThat(leader.find("Copy finished", 0)).as("claimed too late").isEmpty();
    rig.standbyNetwork().heal();
    Program next = rig.run();
    rig.awaitFollowing(next);
    load.stop();
    rig.awaitLevel(next);
    rig.expectEqual();
  }

  /** Puts a fence of the next epoch, and nothing else: from then on not one write may come. */
  private static void claimByHand(Rig rig, Program leader) {
    Etcdctl standby = rig.standby().etcdctl();
    String fence = standby.get(Rig.OWN + "fence").orElseThrow();
    long epoch = Json.parse(fence).path("epoch").asLong();
    String holder = Json.parse(fence).path("holder").asText();
    String nonce = Json.parse(fence).path("nonce").asText();
    long claimed =
        standby.put(
            Rig.OWN + "fence",
            fence
                .replace("\"epoch\":" + epoch, "\"epoch\":" + (epoch + 1))
                .replace(holder, "by-hand")
                .replace(nonce, "0123456789abcdef"));
    assertThat(leader.awaitExit(Rig.SOON)).isEqualTo(Program.DEPOSED);
    rig.awaitQuietStandby();
    assertThat(standby.revision()).as("written after the claim").isEqualTo(claimed);
    rig.verifyStopped();
    assertThat(rig.judge().epoch()).isEqualTo(epoch + 1);
  }

  private static void stopDeposeAndGoOn(Rig rig, Program old, Workload load) {
    old.stop();
    long stopped = System.nanoTime();
    rig.standbyNetwork().heal();
    Program next = rig.run();
    rig.awaitFollowing(next);
    load.awaitMore(200);
    Await.hold(LONGER_THAN_ANY_TIMEOUT.minusNanos(System.nanoTime() - stopped));

    // With the new leader stopped as well, whatever is written now is the old one's.
    next.stop();
    rig.awaitQuietStandby();
    long before = rig.standby().etcdctl().revision();
    old.cont();
    assertThat(old.awaitExit(Rig.SOON)).isEqualTo(Program.DEPOSED);
    assertThat(old.find("Deposed", 0)).isPresent();
    assertThat(rig.standby().etcdctl().revision())
        .as("the deposed leader wrote something")
        .isEqualTo(before);
    rig.verifyStopped();

    next.cont();
    load.stop();
    rig.awaitLevel(next);
    rig.expectEqual();
  }
}
