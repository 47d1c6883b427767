package dev.etcdsync.real;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Versions, sizes and securities of both sides, combined so that every pair of them occurs; members
 * are lost and come back on each.
 */
class MembersIT extends RealTest {
  private static final Duration LOST = Duration.ofMillis(1500);

  enum Security {
    PLAIN,
    TLS,
    AUTH,
    TLS_AUTH
  }

  @ParameterizedTest(name = "primary {0} x{1} {2}, standby {3} x{4} {5}")
  @CsvSource({
    "V36, 3, PLAIN,    V35, 1, TLS",
    "V35, 1, TLS,      V36, 3, AUTH",
    "V36, 1, AUTH,     V35, 3, PLAIN",
    "V35, 3, TLS_AUTH, V36, 1, PLAIN",
    "V36, 1, PLAIN,    V36, 3, TLS_AUTH",
  })
  void survivesTheLossOfMembersAndOfQuorum(
      EtcdBinaries primaryVersion,
      int primaryMembers,
      Security primarySecurity,
      EtcdBinaries standbyVersion,
      int standbyMembers,
      Security standbySecurity) {
    Rig rig =
        start(
            Rig.builder()
                .options("--request-timeout", "2s", "--watchdog", "4s")
                .primary(p -> cluster(p, primaryVersion, primaryMembers, primarySecurity))
                .standby(s -> cluster(s, standbyVersion, standbyMembers, standbySecurity)));
    Workload load = rig.workload(seed()).keys(300).rate(150);
    load.load(300);
    load.start();
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    for (RealCluster cluster : List.of(rig.primary(), rig.standby())) {
      if (cluster.size() > 1) {
        int leader = cluster.leader();
        cluster.member(leader).kill();
        Await.hold(LOST);
        rig.awaitLevel(program);
        int other = (leader + 1) % cluster.size();
        cluster.member(other).kill();
        Await.hold(LOST);
      } else {
        cluster.member(0).kill();
        Await.hold(LOST);
      }
      program.expectAlive();
      cluster.startAll();
      load.awaitMore(20);
      rig.awaitLevel(program);
    }
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
    program.terminate();
    rig.verifyStopped();
  }

  private RealCluster.Builder cluster(
      RealCluster.Builder builder, EtcdBinaries version, int members, Security security) {
    builder.version(version).members(members);
    if (security == Security.TLS || security == Security.TLS_AUTH) {
      builder.tls(certificates());
    }
    if (security == Security.AUTH || security == Security.TLS_AUTH) {
      builder.auth();
    }
    return builder;
  }
}
