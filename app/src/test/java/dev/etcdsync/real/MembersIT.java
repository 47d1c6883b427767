package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Versions, sizes and securities of both sides, combined so that every pair of them occurs; members
 * are lost and come back on each.
 */
class MembersIT extends RealTest {
  private static final Duration LOST = Duration.ofMillis(800);

  enum Security {
    PLAIN,
    TLS,
    AUTH,
    TLS_AUTH
  }

  /** What TLS with users covers, TLS and users cover. */
  private static final Map<String, List<String>> MEANS = Map.of("TLS_AUTH", List.of("TLS", "AUTH"));

  /** Version, members and security of the primary, and of the standby. */
  private static final List<List<String>> ROWS =
      Stream.of(
              "V36 3 PLAIN    V35 3 AUTH",
              "V35 1 TLS_AUTH V36 1 AUTH",
              "V35 1 TLS      V35 3 TLS",
              "V36 3 TLS      V36 1 PLAIN",
              "V36 3 AUTH     V35 1 TLS",
              "V35 1 PLAIN    V36 3 PLAIN",
              "V36 1 PLAIN    V36 1 TLS",
              "V35 3 AUTH     V35 3 PLAIN",
              "V35 1 TLS      V35 3 TLS_AUTH")
          .map(row -> List.of(row.split(" +", -1)))
          .toList();

  static Stream<Arguments> rows() {
    return ROWS.stream().map(row -> Arguments.of(row.toArray()));
  }

  @Test
  void everyPairOccurs() {
    List<String> versions = List.of("V35", "V36");
    List<String> members = List.of("1", "3");
    List<String> securities = List.of("PLAIN", "TLS", "AUTH");
    List<List<String>> columns =
        List.of(versions, members, securities, versions, members, securities);
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i + 1; j < columns.size(); j++) {
        for (String one : columns.get(i)) {
          for (String other : columns.get(j)) {
            if (!occurs(i, one, j, other)) {
              missing.add(i + "=" + one + " " + j + "=" + other);
            }
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean occurs(int column, String one, int otherColumn, String other) {
    return ROWS.stream()
        .anyMatch(row -> covers(row.get(column), one) && covers(row.get(otherColumn), other));
  }

  private static boolean covers(String given, String wanted) {
    return MEANS.getOrDefault(given, List.of(given)).contains(wanted);
  }

  @ParameterizedTest(
      name = "primary {0} x{1} {2}, standby {3} x{4} {5}",
      quoteTextArguments = false)
  @MethodSource("rows")
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
                .options("--request-timeout", "1s", "--watchdog", "2s")
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
