package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** SIGKILL of the program at any moment, under load: at every stop the standby is exact. */
class KillIT extends RealTest {
  private static final int KILLS = 10;

  @Test
  void everyStopIsExact() {
    Random random = new Random(seed());
    Rig rig = start(Rig.builder().proxied().operations(16).options("--epoch", "100ms"));
    Workload load = rig.workload(random.nextLong()).keys(2500).rate(250).valueBytes(400);
    load.load(2500);
    load.start();
    // So that the first copy is met in its middle.
    rig.standbyNetwork().delay(Duration.ofMillis(40), Duration.ZERO);
    int resyncs = 0;
    Map<Judge.Phase, Integer> kills = new EnumMap<>(Judge.Phase.class);
    int firstCopies = 0;
    for (int i = 0; i < KILLS; i++) {
      if (i % 3 == 2) {
        rig.compactPrimary();
      }
      Program program = rig.run();
      switch (i % 3) {
        case 0 -> {
          program.await("Claimed", Rig.SOON);
          if (i == 0) {
            rig.awaitCopied();
          }
          Await.hold(Duration.ofMillis(i == 0 ? 0 : random.nextInt(600)));
        }
        case 1 -> {
          rig.awaitFollowing(program);
          Await.hold(Duration.ofMillis(random.nextInt(800)));
        }
        default -> {
          program.await("Copy started", Rig.SOON);
          // The first of them at once, so that at least one hits the copy itself.
          Await.hold(Duration.ofMillis(i == 2 ? 0 : random.nextInt(300)));
        }
      }
      program.kill();
      rig.verifyStopped();
      kills.merge(rig.judge().phase(), 1, Integer::sum);
      rig.standbyNetwork().heal();
      if (rig.judge().phase() == Judge.Phase.COPYING
          && program.find("Copy reason=first", 0).isPresent()) {
        firstCopies++;
      }
      if (rig.judge().phase() == Judge.Phase.COPYING
          && program.find("Resync reason=primary-compacted", 0).isPresent()) {
        resyncs++;
      }
    }
    System.out.println(
        "KillIT: "
            + kills
            + " firstCopies="
            + firstCopies
            + " resyncs="
            + resyncs
            + " "
            + rig.judge().figures());
    assertThat(firstCopies).as("kills that hit the first copy").isPositive();
    assertThat(resyncs).as("kills that hit a resync").isPositive();
    assertThat(kills).containsKeys(Judge.Phase.COPYING, Judge.Phase.FOLLOWING);

    Program last = rig.run();
    load.stop();
    rig.awaitLevel(last);
    last.terminate();
    rig.verifyStopped();
    rig.expectEqual();
    assertThat(rig.judge().epoch()).isEqualTo(KILLS + 1);
  }
}
