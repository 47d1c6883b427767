package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Users of etcd without the rights that the program needs. */
class PermissionIT extends RealTest {
  /** A parked link looks again each five seconds. */
  private static final Duration SEVERAL_LOOKS = Duration.ofSeconds(11);

  @Test
  void withoutTheRightToWriteTheScopeItParksUntilItIsGranted() {
    Rig rig = start(Rig.builder().standby(RealCluster.Builder::auth));
    rig.workload(seed()).load(100);
    rig.standby().revoke(Rig.SCOPE);
    rig.standby().grant("read", Rig.SCOPE);
    Program program = rig.run();
    String line = rig.awaitParked(program, "no-permission");
    assertThat(line).contains("standby");
    rig.expectNoScopeWrite(SEVERAL_LOOKS);
    program.expectAlive();
    rig.expectResumed(program, "no-permission", () -> rig.standby().grant("readwrite", Rig.SCOPE));
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void withoutAnyRightItParksAndSaysSo() {
    Rig rig = start(Rig.builder().standby(RealCluster.Builder::auth));
    rig.workload(seed()).load(10);
    rig.standby().etcdctl().run("role", "delete", "etcd-sync");
    rig.standby().etcdctl().run("role", "add", "etcd-sync");
    rig.standby().etcdctl().run("user", "grant-role", "etcd-sync", "etcd-sync");
    Program program = rig.run();
    rig.awaitParked(program, "no-permission");
    assertThat(rig.standby().etcdctl().under("").keys()).isEmpty();
    rig.standby().grant("readwrite", "/etcd-sync/");
    rig.standby().grant("readwrite", Rig.SCOPE);
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
  }

  @Test
  void whenTheRightToReadThePrimaryIsTakenAwayItParksUntilItIsBack() {
    Rig rig = start(Rig.builder().primary(RealCluster.Builder::auth));
    Workload load = rig.workload(seed());
    load.load(100);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    rig.primary().revoke(Rig.SCOPE);
    // A watch that is open goes on; a new one is refused.
    rig.primary().member(0).kill();
    rig.primary().startAll();
    String line = rig.awaitParked(program, "no-permission");
    assertThat(line).contains("primary");
    load.load(0, 20);
    rig.expectNoScopeWrite(SEVERAL_LOOKS);
    rig.expectResumed(program, "no-permission", () -> rig.primary().grant("read", Rig.SCOPE));
    rig.awaitLevel(program);
    rig.expectEqual();
  }
}
