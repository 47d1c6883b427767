package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A standby at its quota: nothing is dropped, and it goes on when there is space. */
class QuotaIT extends RealTest {
  private static final int KEYS = 64;

  @Test
  void parksAtTheQuotaAndResumesWhenThereIsSpace() {
    Rig rig = start(Rig.builder().standby(s -> s.flag("--quota-backend-bytes=16777216")));
    Workload load = rig.workload(seed()).valueBytes(32 * 1024);
    load.load(KEYS);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    for (int round = 0; round < 20 && program.find("Parked", 0).isEmpty(); round++) {
      load.load(KEYS);
      long level = rig.primary().etcdctl().revision();
      Await.until(
          "level, or parked",
          Rig.SOON,
          () -> rig.follows(level) || program.find("Parked", 0).isPresent(),
          rig::evidence);
    }
    rig.awaitParked(program, "no-space");
    // A parked link looks again each five seconds.
    rig.expectNoScopeWrite(Duration.ofSeconds(11));
    load.put("/registry/while-parked", new byte[] {1});
    rig.verify();
    program.expectAlive();

    rig.expectResumed(program, "no-space", rig::makeSpaceOnStandby);
    rig.awaitLevel(program);
    rig.expectEqual();
    // Compacting at the standby's head may take what its watch had still to tell of foreign hands;
    // then both sides have to be compared, and only then.
    assertThat(program.count("Copy started"))
        .as("copies that nothing called for")
        .isEqualTo(1 + program.count("Resync reason=standby-compacted"));
  }
}
